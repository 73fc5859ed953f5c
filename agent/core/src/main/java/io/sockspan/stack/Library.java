package io.sockspan.stack;

/** A library whose code opens sockets, or calls code that does, on behalf of the application. Immutable. */
final class Library {
    final String name;
    /**
     * Whether the library only runs other code, as the runtime of a language or a test runner does. Such a library is never reported as the
     * opener of a socket.
     */
    final boolean runsOthers;

    Library(String name, boolean runsOthers) {
        this.name = name;
        this.runsOthers = runsOthers;
    }
}
