package io.sockspan.cli;

import io.sockspan.config.Problem;
import io.sockspan.config.SettingsParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code attach}. */
@Command(name = "attach", description = "Start the agent in a running JVM, as -javaagent would.")
final class AttachCommand extends AbstractCommand {
    @Mixin
    private TargetParameter target;

    @Parameters(
            index = "1..*",
            paramLabel = "key=value",
            description = "Options of the agent; agent/docs/options.md lists them.")
    private List<String> options = new ArrayList<>();

    AttachCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        String joined = String.join(";", options);
        check(joined);
        Jvm jvm = target.jvm();
        try (AgentSession session = AgentSession.open(jvm, context.build, false)) {
            session.ask("", joined);
            if (session.isStarted()) {
                context.print("attached to JVM " + jvm + "\n");
                return 0;
            }
        }
        if (!options.isEmpty()) {
            throw new Failure("the agent runs in JVM " + jvm + " already, with the options that it was started with;"
                    + " to change them: sockspan detach " + jvm.pid + ", then attach again");
        }
        context.print("the agent runs in JVM " + jvm + " already\n");
        return 0;
    }

    /** Checks the options before the JVM is touched. */
    private static void check(String options) {
        for (Problem problem : SettingsParser.parse(options, new Properties(), Collections.emptyMap())
                .problems()) {
            throw new Failure(refusal(problem));
        }
    }

    /** What would be right, without what the agent would do instead. The value of an unknown option may be a secret. */
    private static String refusal(Problem problem) {
        String advice = problem.advice();
        boolean isKnown = !advice.startsWith("no such option");
        return problem.name() + (problem.value() == null || !isKnown ? "" : "=" + problem.value()) + ": "
                + advice.substring(0, advice.lastIndexOf("; "));
    }
}
