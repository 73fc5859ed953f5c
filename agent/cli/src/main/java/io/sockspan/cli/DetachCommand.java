package io.sockspan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code detach}. */
@Command(
        name = "detach",
        description =
                "Take the agent out of a JVM: its classes are as they were before, and the agent's threads have ended.")
final class DetachCommand extends AbstractCommand {
    @Mixin
    private TargetParameter target;

    DetachCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Jvm jvm = target.jvm();
        try (AgentSession session = AgentSession.open(jvm, context.build, false)) {
            String left = session.ask("detach", null);
            context.print("detached from JVM " + jvm + "\n" + left);
        }
        return 0;
    }
}
