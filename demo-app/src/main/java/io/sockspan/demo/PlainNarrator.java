package io.sockspan.demo;

import io.sockspan.demo.scenario.Scenario;
import java.io.PrintStream;

/** Says in plain words what TCP does before it does it. */
final class PlainNarrator implements Narrator {
    private static final String INDENT = "  ";
    private static final String EVENT = "  > ";

    private final PrintStream out;

    PlainNarrator(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(Scenario scenario) {
        out.println("== " + scenario.name() + ": " + scenario.title());
        out.println();
        for (String line : scenario.explanation().split("\n")) {
            out.println(INDENT + line);
        }
        out.println();
    }

    @Override
    public void say(String line) {
        out.println(EVENT + line);
    }

    @Override
    public void end(Scenario scenario) {
        out.println();
    }

    @Override
    public void conclude(String text) {
        out.println(text);
    }
}
