package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.watch.KernelEvent;
import io.sockspan.watch.KernelWatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A watch that reports what a test has put into its mouth. */
final class FakeWatch implements KernelWatch {
    final Map<SocketRecord, Interest> watched = new HashMap<>();
    final Deque<KernelEvent> events = new ArrayDeque<>();
    String problem;

    @Override
    public boolean add(SocketRecord record, Interest interest) {
        watched.put(record, interest);
        return problem == null;
    }

    @Override
    public void remove(SocketRecord record) {
        watched.remove(record);
    }

    @Override
    public boolean isReporting() {
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
