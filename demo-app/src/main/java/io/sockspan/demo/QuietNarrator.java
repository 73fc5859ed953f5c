package io.sockspan.demo;

import io.sockspan.demo.scenario.Scenario;
import java.io.PrintStream;

/** Brackets the scenarios for a program that reads along. */
final class QuietNarrator implements Narrator {
    private final PrintStream out;

    QuietNarrator(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(Scenario scenario) {
        line("BEGIN " + scenario.name());
    }

    @Override
    public void say(String line) {}

    @Override
    public void end(Scenario scenario) {
        line("END " + scenario.name());
    }

    @Override
    public void conclude(String text) {}

    private void line(String text) {
        out.println(text);
        out.flush();
    }
}
