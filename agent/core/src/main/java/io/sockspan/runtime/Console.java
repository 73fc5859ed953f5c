package io.sockspan.runtime;

import io.sockspan.config.Log;
import java.io.PrintStream;

/** The few lines that the agent writes to stderr. For all threads. */
final class Console {
    private final Log level;
    private final PrintStream err;
    private volatile boolean suspectsMuted;

    Console(Log level, PrintStream err) {
        this.level = level;
        this.err = err;
    }

    /** Something that the person should mend, or that limits what the agent can tell. */
    void problem(String line) {
        if (level != Log.OFF) {
            print("sockspan: " + line);
        }
    }

    /** Prints no suspects from now on: somebody else reports them. */
    void muteSuspects() {
        suspectsMuted = true;
    }

    /** A suspect, or that one ended well. */
    void suspect(String block) {
        if (level != Log.OFF && !suspectsMuted) {
            print(block);
        }
    }

    /** What the agent does, for those who want to know. */
    void info(String line) {
        if (level == Log.INFO) {
            print("sockspan: " + line);
        }
    }

    /** What was asked for expressly. */
    void report(String text) {
        print(text);
    }

    private void print(String text) {
        // One call, so that another thread's lines do not come in between.
        err.print(text + System.lineSeparator());
        err.flush();
    }
}
