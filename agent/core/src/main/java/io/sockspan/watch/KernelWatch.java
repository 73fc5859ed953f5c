package io.sockspan.watch;

import io.sockspan.bootstrap.SocketRecord;

/** Reports the changes of open connections as they happen, so that no sweep has to find them. For the agent's thread. */
public interface KernelWatch {
    /** What the kernel reports of a connection besides the peer's FIN and resets. */
    enum Interest {
        /** Nothing. */
        CLOSING,
        /** The end of its pending connect. */
        CONNECT,
        /** The next bytes that arrive, once. */
        DATA
    }

    /** Watches nothing, because the user wants it so: sweeps find every change. */
    KernelWatch OFF = none(null);

    /** Watches nothing: sweeps find every change. {@code problem} is the answer of {@link #problem}. */
    static KernelWatch none(String problem) {
        return new KernelWatch() {
            @Override
            public boolean add(SocketRecord record, Interest interest) {
                return false;
            }

            @Override
            public void remove(SocketRecord record) {
                // Nothing was added.
            }

            @Override
            public boolean isReporting() {
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
     * @return false if the connection cannot be watched
     */
    boolean add(SocketRecord record, Interest interest);

    /** Watches an open connection no more. */
    void remove(SocketRecord record);

    /** Whether the connections that were added are watched. */
    boolean isReporting();

    /** The number of events that wait. */
    int waiting();

    /** Takes the oldest waiting event; null if there is none. */
    KernelEvent poll();

    /** Why connections are not watched, or not all of them; null if they are. */
    String problem();

    /** Ends the watch; nothing is reported afterwards. */
    void close();
}
