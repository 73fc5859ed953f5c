package io.sockspan.track;

import io.sockspan.bootstrap.Transfer;

/** What a recorded use of a socket was. */
public enum UseKind {
    READ("read"),
    WRITE("write"),
    /** A read that returned the end of the stream. */
    END_OF_STREAM("end_of_stream");

    private final String label;

    UseKind(String label) {
        this.label = label;
    }

    static UseKind of(Transfer transfer) {
        switch (transfer) {
            case READ:
                return READ;
            case WRITE:
                return WRITE;
            default:
                return END_OF_STREAM;
        }
    }

    /** As JSON and spans have it. */
    public String label() {
        return label;
    }
}
