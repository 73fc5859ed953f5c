package io.sockspan.cli;

import java.io.PrintStream;

/** What every command works with. */
final class Context {
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
        err.println("sockspan: " + line);
    }

    /** A part of the result. */
    void print(String text) {
        out.print(coloured(text));
        out.flush();
    }

    /** The text as the terminal is to show it. */
    String coloured(String text) {
        return terminal.hasColours() ? Colours.paint(text) : text;
    }

    /** A part of the result that is for programs. */
    void printPlain(String text) {
        out.print(text);
        out.flush();
    }
}
