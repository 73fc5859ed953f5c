package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;

/** Reports the changes of open connections as they happen, so that no sweep has to find them. For the agent's thread. */
public interface KernelWatch {
    /** Watches nothing, because the user wants it so: sweeps find every change. */
    KernelWatch OFF = none(null);

    /** Watches nothing: sweeps find every change. {@code problem} is the answer of {@link #problem}. */
    static KernelWatch none(String problem) {
        return new KernelWatch() {
            @Override
            public boolean add(SocketRecord record, boolean connecting) {
                return false;
            }

            @Override
            public int waiting() {
                return 0;
            }

            @Override
            public KernelEvent poll() {
                return null;
            }

            @Override
            public String problem() {
                return problem;
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    /**
     * Watches an open connection; it does no harm to repeat that. A change that happened before is not reported.
     *
     * @param connecting whether its connect is pending
     * @return false if the connection cannot be watched
     */
    boolean add(SocketRecord record, boolean connecting);

    /** The number of events that wait. */
    int waiting();

    /** Takes the oldest waiting event; null if there is none. */
    KernelEvent poll();

    /** Why connections are not watched, or not all of them; null if they are. */
    String problem();

    /** Ends the watch; nothing is reported afterwards. */
    void close();
}
