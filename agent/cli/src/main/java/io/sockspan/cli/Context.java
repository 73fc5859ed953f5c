package io.sockspan.cli;

import io.sockspan.protocol.HarmlessText;
import java.io.PrintStream;

/** What every command works with. */
final class Context {
    private static final int LONGEST_LINE = 2_000;

    final Build build;
    final Terminal terminal;
    /** For what was asked for. */
    final PrintStream out;
    /** For everything else. */
    final PrintStream err;

    Context(Build build, Terminal terminal, PrintStream out, PrintStream err) {
        this.build = build;
        this.terminal = terminal;
        this.out = out;
        this.err = err;
    }

    /** A line for the person who does not look at the result. */
    void say(String line) {
        err.println("sockspan: " + HarmlessText.line(line, LONGEST_LINE));
        err.flush();
    }

    /** A part of the result. */
    void print(String text) {
        out.print(coloured(text));
        out.flush();
    }

    /** The text as the terminal is to show it; nothing in it commands the terminal but these colours. */
    String coloured(String text) {
        String harmless = HarmlessText.lines(text);
        return terminal.hasColours() ? Colours.paint(harmless) : harmless;
    }

    /** A part of the result that is for programs. */
    void printJson(String json) {
        out.print(HarmlessText.json(json));
        out.flush();
    }

    /**
     * Makes sure that all of the result was written.
     *
     * @throws Failure if not: the reader may have gone, or the disk be full
     */
    void requireWritten() {
        if (out.checkError()) {
            throw new Failure("the output could not be written: its reader has gone, or the disk is full");
        }
    }
}
