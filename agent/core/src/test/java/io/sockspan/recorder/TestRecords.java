package io.sockspan.recorder;

import java.io.FileDescriptor;

/** Records of descriptors that do not exist. */
public final class TestRecords {
    private TestRecords() {}

    public static SocketRecord record(long id, long openedAt) {
        return new SocketRecord(new FileDescriptor(), null, -1, id, openedAt, null);
    }
}
