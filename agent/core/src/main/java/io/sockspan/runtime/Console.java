package io.sockspan.runtime;

import io.sockspan.config.Log;
import io.sockspan.protocol.HarmlessText;
import java.io.PrintStream;

/** Prints the agent's few lines on stderr, as the option {@code log} allows. For all threads. */
final class Console {
    /** Messages of backends and of exceptions can have any length. */
    private static final int LONGEST_LINE = 1_000;

    private final Log level;
    private final PrintStream err;
    private volatile boolean suspectsMuted;

    Console(Log level, PrintStream err) {
        this.level = level;
        this.err = err;
    }

    /** Something that a person should correct, or that limits what the agent can observe. */
    void problem(String line) {
        if (level != Log.OFF) {
            print("sockspan: " + HarmlessText.line(line, LONGEST_LINE));
        }
    }

    /** Prints no suspects from now on, because somebody else reports them. */
    void muteSuspects() {
        suspectsMuted = true;
    }

    /** A suspect, or its retraction. */
    void suspect(String block) {
        if (level != Log.OFF && !suspectsMuted) {
            print(block);
        }
    }

    /** Progress of the agent itself. */
    void info(String line) {
        if (level == Log.INFO) {
            print("sockspan: " + line);
        }
    }

    /** Output that a person requested explicitly; printed at every level. */
    void report(String text) {
        print(text);
    }

    private void print(String text) {
        // One call, so that no line of another thread comes in between.
        err.print(HarmlessText.lines(text) + System.lineSeparator());
        err.flush();
    }
}
