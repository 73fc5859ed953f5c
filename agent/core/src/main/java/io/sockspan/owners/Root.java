package io.sockspan.owners;

/** Where the walk begins: a static field or a thread. Immutable. */
final class Root {
    /** The class that has the static field; null for a thread. */
    final Class<?> type;
    /** The number of the static field among those of its class. */
    final int index;
    /** Null for a static field. */
    final Thread thread;

    private Root(Class<?> type, int index, Thread thread) {
        this.type = type;
        this.index = index;
        this.thread = thread;
    }

    static Root of(Class<?> type, int index) {
        return new Root(type, index, null);
    }

    static Root of(Thread thread) {
        return new Root(null, 0, thread);
    }
}
