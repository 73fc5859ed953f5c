package io.sockspan.cli;

import picocli.CommandLine.Parameters;

/** The JVM that a command is about. */
final class TargetParameter {
    @Parameters(
            index = "0",
            paramLabel = "PID",
            description = "Process id, or a part of the main class's or jar's name that only one JVM has.")
    private String name;

    Jvm jvm() {
        return Jvms.find(name);
    }
}
