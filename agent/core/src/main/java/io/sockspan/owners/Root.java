package io.sockspan.owners;

import java.lang.reflect.Field;

/** Where the walk begins: a static field or a thread. Immutable. */
final class Root {
    /** Null for a thread. */
    final Field field;
    /** Null for a static field. */
    final Thread thread;

    private Root(Field field, Thread thread) {
        this.field = field;
        this.thread = thread;
    }

    static Root of(Field field) {
        return new Root(field, null);
    }

    static Root of(Thread thread) {
        return new Root(null, thread);
    }
}
