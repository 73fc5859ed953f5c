package io.sockspan.cli;

import io.sockspan.protocol.HarmlessText;
import java.io.PrintStream;

/** What every command needs: streams, terminal and build. */
final class Context {
    private static final int LONGEST_LINE = 2_000;

    final Build build;
    final Terminal terminal;
    /** For the result. */
    final PrintStream out;
    /** For everything else. */
    final PrintStream err;

    Context(Build build, Terminal terminal, PrintStream out, PrintStream err) {
        this.build = build;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /** Prints a line for the person, outside of the result. */
    void say(String line) {
        err.println("sockspan: " + HarmlessText.line(line, LONGEST_LINE));
        err.flush();
    }

    /** Prints a part of the result. */
    void print(String text) {
        out.print(coloured(text));
        out.flush();
    }

    /** The text as the terminal shows it; only these colours can command the terminal. */
    String coloured(String text) {
        String harmless = HarmlessText.lines(text);
        return terminal.hasColours() ? Colours.paint(harmless) : harmless;
    }

    /** Prints a part of the result that is for programs. */
    void printJson(String json) {
        out.print(HarmlessText.json(json));
        out.flush();
    }

    /**
     * Checks that the whole result was written.
     *
     * @throws Failure if not: the reader may be gone, or the disk full
     */
    void requireWritten() {
        if (out.checkError()) {
            throw new Failure("the output could not be written: its reader has gone, or the disk is full");
        }
    }
}
