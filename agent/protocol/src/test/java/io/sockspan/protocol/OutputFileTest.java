package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    private Path directory;

    private static void write(Path file, String text) throws IOException {
        OutputFile.write(file, to -> to.write(text));
    }

    @Test
    void makesANewFile() throws IOException {
        write(directory.resolve("page"), "text");
        assertThat(directory.resolve("page")).content().isEqualTo("text");
        assertThat(directory).isDirectoryContaining(path -> true).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void replacesAFileAndKeepsItsMode() throws IOException {
        for (String mode : new String[] {"rw-------", "rw-rw-rw-", "r--r--r--"}) {
            Path file = Files.writeString(directory.resolve("page" + mode), "before, and longer");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            write(file, "text");
            assertThat(file).content().isEqualTo("text");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(mode);
        }
    }

    @Test
    void leavesWhatWasThereWhenItFails() throws IOException {
        Path file = Files.writeString(directory.resolve("page"), "before");
        assertThatThrownBy(() -> OutputFile.write(file, to -> {
                    to.write("half");
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(file).content().isEqualTo("before");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void leavesWhatHasTheOldNameOfAPart() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "other");
        Files.createSymbolicLink(directory.resolve("page.part"), other);
        write(directory.resolve("page"), "text");
        assertThat(other).content().isEqualTo("other");
    }

    @Test
    void writesIntoAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
        write(pipe, "text");
        assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo("text");
        assertThat(Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void leavesADeviceADevice() throws IOException {
        write(Path.of("/dev/null"), "text");
        assertThat(Files.readAttributes(Path.of("/dev/null"), "unix:rdev,mode").get("mode"))
                .matches(mode -> ((int) mode & 0170000) == 0020000, "a character device");
        assertThatIOException()
                .isThrownBy(() -> write(Path.of("/dev/full"), "text"))
                .withMessageContaining("No space left");
    }

    @Test
    void followsALinkOfThisUserAndNoOthers() throws IOException {
        Path file = Files.writeString(directory.resolve("page"), "before");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        write(link, "text");
        assertThat(file).content().isEqualTo("text");
        assertThat(link).isSymbolicLink();

        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        Files.setAttribute(link, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
        assertThatIOException().isThrownBy(() -> write(link, "other")).withMessageContaining("another user");
        assertThat(file).content().isEqualTo("text");
    }

    @Test
    void losesNothingForHalfACharacter() throws IOException {
        write(directory.resolve("page"), "a\ud800b");
        assertThat(Files.readAllBytes(directory.resolve("page"))).isEqualTo("a?b".getBytes(StandardCharsets.UTF_8));
    }
}
