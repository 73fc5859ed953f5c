package io.sockspan.bench;

import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;

/** What {@link Compare} is asked to do. */
record Arguments(
        List<Scenario> scenarios,
        List<Jdk> jdks,
        List<Backend.Kind> backends,
        int pairs,
        double warmUp,
        double measured,
        int threads,
        Path apps,
        Path agent,
        String agentOptions,
        Path results,
        Optional<Path> document,
        Optional<Double> failBelow) {

    /** Throws an exception that says what is wrong, in one line, if something is. */
    static Arguments parse(String... args) {
        OptionParser parser = new OptionParser();
        OptionSpec<String> scenario =
                parser.accepts("scenario").withRequiredArg().withValuesSeparatedBy(',');
        OptionSpec<String> jdk = parser.accepts("jdk").withRequiredArg();
        OptionSpec<String> backend = parser.accepts("backend")
                .withRequiredArg()
                .withValuesSeparatedBy(',')
                .defaultsTo("local");
        OptionSpec<Integer> pairs =
                parser.accepts("pairs").withRequiredArg().ofType(Integer.class).defaultsTo(7);
        OptionSpec<Double> warmUp =
                parser.accepts("warm-up").withRequiredArg().ofType(Double.class).defaultsTo(6.0);
        OptionSpec<Double> measured =
                parser.accepts("measure").withRequiredArg().ofType(Double.class).defaultsTo(2.5);
        OptionSpec<Integer> threads = parser.accepts("threads")
                .withRequiredArg()
                .ofType(Integer.class)
                .defaultsTo(1);
        OptionSpec<String> apps = parser.accepts("apps").withRequiredArg().required();
        OptionSpec<String> agent = parser.accepts("agent").withRequiredArg().required();
        OptionSpec<String> agentOptions =
                parser.accepts("agent-options").withRequiredArg().defaultsTo("");
        OptionSpec<String> results = parser.accepts("results").withRequiredArg().required();
        OptionSpec<String> document = parser.accepts("document").withRequiredArg();
        OptionSpec<Double> failBelow =
                parser.accepts("fail-below").withRequiredArg().ofType(Double.class);
        OptionSet given = parser.parse(args);
        return new Arguments(
                given.valuesOf(scenario).stream().map(Scenario::of).toList(),
                given.has(jdk) ? Jdks.parse(given.valueOf(jdk)) : List.of(Jdks.current()),
                given.valuesOf(backend).stream().map(Backend.Kind::of).toList(),
                atLeast(1, "pairs", given.valueOf(pairs)),
                given.valueOf(warmUp),
                given.valueOf(measured),
                atLeast(1, "threads", given.valueOf(threads)),
                Path.of(given.valueOf(apps)),
                Path.of(given.valueOf(agent)),
                given.valueOf(agentOptions),
                Path.of(given.valueOf(results)),
                Optional.ofNullable(given.valueOf(document)).map(Path::of),
                Optional.ofNullable(given.valueOf(failBelow)));
    }

    private static int atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException("--" + name + " is " + value + ", but must be at least " + least);
        }
        return value;
    }
}
