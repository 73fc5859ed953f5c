package io.sockspan.cli;

import io.sockspan.protocol.OutputFile;
import io.sockspan.protocol.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}. */
@Command(
        name = "report",
        description = "Write a report as one HTML page: suspects, timeline, state diagram. Attaches if need be.")
final class ReportCommand extends AbstractCommand {
    @Mixin
    private TargetParameter target;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where to write it; an existing regular file is replaced.")
    private Path file;

    @Option(
            names = "--owners",
            description = "Search for the fields and threads that hold the suspects, as owners does.")
    private boolean owners;

    ReportCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        Jvm jvm = target.jvm();
        Path absolute = file.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            throw new Failure(file + " is a directory; give a file in it, such as " + file.resolve("sockspan.html"));
        }
        if (!Files.isDirectory(absolute.getParent())) {
            throw new Failure(file + " was not written: its directory does not exist");
        }
        write(absolute, owners ? withOwners(jvm) : ask(jvm, "report html"));
        context.print("wrote " + file + "\n");
        return 0;
    }

    private String withOwners(Jvm jvm) {
        try (AgentSession session = AgentSession.open(jvm, context.build, true)) {
            return search(session, jvm, new Question("report html").with("owners", true));
        }
    }

    private void write(Path absolute, String page) {
        try {
            OutputFile.write(absolute, to -> to.write(page));
        } catch (IOException e) {
            throw new Failure(file + " was not written: " + OutputFile.reason(e));
        }
    }
}
