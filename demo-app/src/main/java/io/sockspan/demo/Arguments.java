package io.sockspan.demo;

import io.sockspan.demo.scenario.Scenario;
import io.sockspan.demo.scenario.Scenarios;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The command line. */
final class Arguments {
    static final String HELP = "Takes TCP connections through every state with real sockets, leaks included.\n"
            + "\n"
            + "  java -javaagent:sockspan-agent.jar -jar demo-app.jar [options]\n"
            + "\n"
            + "  --list        prints the names and titles of the scenarios\n"
            + "  --only NAME   plays this scenario alone; give it again for more, played in that order\n"
            + "  --quiet       prints nothing but a line \"BEGIN name\" before each scenario and a line\n"
            + "                \"END name\" after it, for programs that read along\n"
            + "  --serve       runs as an order service that leaks a connection now and then, until Ctrl-C\n"
            + "  --help        prints this\n"
            + "\n"
            + "Leaks stay open to the end. With the agent, the end is when it suspects them all, or 6 s after the\n"
            + "last scenario. Exits with 1 if a scenario failed, with 2 if these options were not understood.\n";

    enum Mode {
        PLAY,
        LIST,
        SERVE,
        HELP
    }

    private Mode mode = Mode.PLAY;
    private boolean quiet;
    private final Set<Scenario> only = new LinkedHashSet<>();

    private Arguments() {}

    static Arguments parse(String... args) throws UsageException {
        Arguments arguments = new Arguments();
        for (Iterator<String> rest = Arrays.asList(args).iterator(); rest.hasNext(); ) {
            arguments.take(rest.next(), rest);
        }
        if (arguments.mode == Mode.SERVE && (arguments.quiet || !arguments.only.isEmpty())) {
            throw new UsageException("--serve plays no scenarios: leave out --only and --quiet, or leave out --serve");
        }
        return arguments;
    }

    Mode mode() {
        return mode;
    }

    boolean quiet() {
        return quiet;
    }

    Collection<Scenario> scenarios() {
        return only.isEmpty() ? Scenarios.all() : only;
    }

    private void take(String option, Iterator<String> rest) throws UsageException {
        switch (option) {
            case "--help":
                choose(Mode.HELP);
                break;
            case "--list":
                choose(Mode.LIST);
                break;
            case "--serve":
                choose(Mode.SERVE);
                break;
            case "--quiet":
                quiet = true;
                break;
            case "--only":
                if (!rest.hasNext()) {
                    throw new UsageException("--only lacks the name of a scenario; known are: " + names());
                }
                only.add(scenario(rest.next()));
                break;
            default:
                throw new UsageException(
                        "\"" + option + "\" is no option; known are --list, --only NAME, --quiet, --serve and --help");
        }
    }

    /** Help wins: who asks for it does not want anything else to happen. */
    private void choose(Mode chosen) {
        if (mode != Mode.HELP) {
            mode = chosen;
        }
    }

    private static Scenario scenario(String name) throws UsageException {
        for (Scenario scenario : Scenarios.all()) {
            if (scenario.name().equals(name)) {
                return scenario;
            }
        }
        throw new UsageException("no scenario is called \"" + name + "\"; known are: " + names());
    }

    private static String names() {
        return Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", "));
    }
}
