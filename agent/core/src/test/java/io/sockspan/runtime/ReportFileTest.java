package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.config.Log;
import io.sockspan.track.TestSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private String application = "orders.jar";

    @Test
    void writesThePage() throws IOException {
        Path file = directory.resolve("report.html");
        Files.writeString(file, "that of the run before");

        write(file);

        assertThat(file)
                .content()
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("<h1>orders.jar</h1>");
        assertThat(names()).as("nothing is left beside it").containsExactly("report.html");
        assertThat(said()).isEmpty();
    }

    @Test
    void namesTheFileInADirectoryAfterProcessAndTime() throws IOException {
        write(directory);

        assertThat(names())
                .containsExactly("sockspan-" + ProcessHandle.current().pid() + "-20261101T120001Z.html");
    }

    @Test
    void saysInOneLineWhyItCannotWrite() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        write(directory.resolve("missing/report.html"));
        write(file.resolve("report.html"));

        assertThat(said())
                .containsExactly(
                        "sockspan: report.file=" + directory
                                + "/missing/report.html was not written: its directory does"
                                + " not exist; create it, or give another path",
                        "sockspan: report.file=" + file
                                + "/report.html was not written: Not a directory; give another path");
    }

    @Test
    void losesNoReportForHalfACharacter() throws IOException {
        application = "orders\ud800.jar";
        write(directory.resolve("report.html"));
        assertThat(directory.resolve("report.html")).content().contains("<h1>orders?.jar</h1>");
        assertThat(said()).isEmpty();
    }

    private void write(Path target) {
        Console console = new Console(Log.SUSPECTS, new PrintStream(err, true, StandardCharsets.UTF_8));
        new ReportFile(
                        Thread.currentThread().getThreadGroup(),
                        target,
                        TestSnapshots.snapshot(1_000_000_000, 0, List.of(), List.of()),
                        List.of(),
                        application,
                        console)
                .run();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
        }
    }

    private List<String> said() {
        return err.toString(StandardCharsets.UTF_8).lines().collect(Collectors.toList());
    }
}
