package io.sockspan.demo;

import io.sockspan.demo.scenario.Scenario;
import io.sockspan.demo.scenario.Scenarios;

/** Takes TCP connections through every phase and every kind of leak, with real sockets. */
public final class Demo {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Demo() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (UsageException e) {
            System.err.println("demo-app: " + e.getMessage());
            System.exit(MISUSED);
            return;
        }
        switch (arguments.mode()) {
            case HELP:
                System.out.print(Arguments.HELP);
                break;
            case LIST:
                list();
                break;
            case SERVE:
                serve();
                break;
            default:
                play(arguments);
        }
    }

    private static void list() {
        for (Scenario scenario : Scenarios.all()) {
            System.out.printf("%-20s %s%n", scenario.name(), scenario.title());
        }
    }

    private static void serve() throws Exception {
        // Its threads keep the JVM running.
        System.out.print(LeakingService.start().instructions());
    }

    private static void play(Arguments arguments) throws InterruptedException {
        Narrator narrator = arguments.quiet() ? new QuietNarrator(System.out) : new PlainNarrator(System.out);
        Performance performance = new Performance(narrator, AgentFindings.ofThisJvm());
        if (!performance.play(arguments.scenarios())) {
            System.exit(FAILED);
        }
    }
}
