package io.sockspan.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}. */
@Command(
        name = "report",
        description = "Write what is known as one HTML page: suspects, timeline, state diagram. Attaches if need be.")
final class ReportCommand extends AbstractCommand {
    @Mixin
    private TargetParameter target;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where to write it; a file that is there is replaced.")
    private Path file;

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
        write(absolute, ask(jvm, "report html").getBytes(StandardCharsets.UTF_8));
        context.print("wrote " + file + "\n");
        return 0;
    }

    /** By way of another name, so that nobody finds half a page under the right one. */
    private void write(Path absolute, byte[] page) {
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        try {
            try {
                Files.write(part, page);
                Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                Files.deleteIfExists(part);
                throw e;
            }
        } catch (IOException e) {
            throw new Failure(file + " was not written: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "its directory does not exist";
        }
        String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return reason == null ? e.toString() : reason;
    }
}
