package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** A watch that reports what a test has put into its mouth. */
final class FakeWatch implements KernelWatch {
    final Set<SocketRecord> watched = new HashSet<>();
    final Deque<KernelEvent> events = new ArrayDeque<>();
    String problem;

    @Override
    public boolean add(SocketRecord record, boolean connecting) {
        watched.add(record);
        return problem == null;
    }

    @Override
    public int waiting() {
        return events.size();
    }

    @Override
    public KernelEvent poll() {
        return events.poll();
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public void close() {
        watched.clear();
    }
}
