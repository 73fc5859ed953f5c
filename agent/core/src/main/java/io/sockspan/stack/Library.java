package io.sockspan.stack;

/** A library whose code opens sockets, or calls code that does, on behalf of the application. Immutable. */
final class Library {
    /** What a library has to do with the sockets that are opened below it. */
    enum Kind {
        /** It opens them itself. */
        OPENS,
        /** Others are built on it, as on Netty. It is reported as the opener only where none of those called it. */
        EVENT_LOOP,
        /** It only runs other code, as the runtime of a language or a test runner does, and is never reported as the opener. */
        RUNS_OTHERS
    }

    final String name;
    final Kind kind;

    Library(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }
}
