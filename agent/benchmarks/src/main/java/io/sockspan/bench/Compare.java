package io.sockspan.bench;

import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import joptsimple.OptionException;

/**
 * Runs scenarios with the agent and without, in pairs one after the other, so that a machine whose speed drifts does the same to both;
 * which of the two comes first alternates. The script {@code run} beside this module's pom knows the arguments.
 */
public final class Compare {
    private Compare() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (OptionException | IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
            return;
        }
        try {
            System.exit(compare(arguments) ? 0 : 1);
        } catch (IOException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Returns whether there is no regression. */
    private static boolean compare(Arguments arguments) throws IOException, InterruptedException {
        Results results = Results.in(arguments.results());
        for (Jdk jdk : arguments.jdks()) {
            for (Backend.Kind backend : arguments.backends()) {
                for (Scenario scenario : arguments.scenarios()) {
                    run(arguments, jdk, new Case(scenario, String.valueOf(jdk.version()), backend), results);
                }
            }
        }
        System.out.println(Table.text(results));
        if (arguments.document().isPresent()) {
            write(arguments.document().get(), results);
        }
        List<String> regressions =
                regressions(results.ofThisRun(), arguments.failBelow().orElse(0.0));
        regressions.forEach(System.err::println);
        return regressions.isEmpty();
    }

    private static void run(Arguments arguments, Jdk jdk, Case what, Results results)
            throws IOException, InterruptedException {
        Fork fork = new Fork(arguments.apps(), arguments.agent(), arguments.agentOptions());
        Job job = what.scenario().job(arguments.warmUp(), arguments.measured(), arguments.threads());
        if (!Double.isInfinite(job.processors()) && !Quota.isAvailable()) {
            System.out.println(what.scenario().label + ": left out; it needs root, and control groups to be made");
            return;
        }
        for (int i = 0; i < arguments.pairs(); i++) {
            Outcome first = fork.run(jdk, job, i % 2 == 0, what.backend());
            Outcome second = fork.run(jdk, job, i % 2 != 0, what.backend());
            Pair pair = i % 2 == 0 ? new Pair(first, second) : new Pair(second, first);
            results.add(what, pair);
            System.out.println(line(what, pair));
        }
    }

    private static String line(Case what, Pair pair) {
        List<String> figures = new ArrayList<>();
        what.scenario().measures.stream()
                .limit(2)
                .forEach(measure -> figures.add(measure.label + " " + measure.format(measure.of(pair))));
        return what.scenario().label + " " + what.jdk() + " " + what.backend().label() + ": "
                + String.join("; ", figures);
    }

    private static void write(Path document, Results results) throws IOException {
        Files.writeString(document, CostBlock.replaced(Files.readString(document), Table.markdown(results)));
    }

    /** What is too slow to be the machine's noise, and what starts less often with the agent than without, a line each. */
    static List<String> regressions(Results results, double least) {
        List<String> lines = new ArrayList<>();
        for (Case what : results.cases()) {
            if (what.scenario().measures.contains(Measure.STARTED)) {
                compareStarts(what, results.of(what), lines);
            }
            if (what.scenario().measures.contains(Measure.THROUGHPUT)) {
                compareThroughput(what, results.spread(what, Measure.THROUGHPUT), least, lines);
            }
        }
        return lines;
    }

    private static void compareStarts(Case what, List<Pair> pairs, List<String> lines) {
        long with = starts(pairs, Measure.STARTED);
        long without = starts(pairs, Measure.STARTED_WITHOUT);
        if (with < without) {
            lines.add("benchmarks: " + what.scenario().label + " on JDK " + what.jdk() + " starts " + with + " of "
                    + pairs.size() + " times with the agent, and " + without + " times without");
        }
    }

    private static long starts(List<Pair> pairs, Measure measure) {
        return pairs.stream().filter(pair -> measure.of(pair) == 1).count();
    }

    private static void compareThroughput(Case what, Spread spread, double least, List<String> lines) {
        if (spread == null || spread.median() < least) {
            lines.add("benchmarks: " + what.scenario().label + " on JDK " + what.jdk() + " does "
                    + (spread == null ? "nothing" : Measure.THROUGHPUT.format(spread.median()))
                    + " of the operations without the agent; at least "
                    + Measure.THROUGHPUT.format(least) + " is asked for");
        }
    }
}
