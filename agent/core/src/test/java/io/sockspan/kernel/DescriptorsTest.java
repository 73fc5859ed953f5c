package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorsTest {
    @TempDir
    Path proc;

    private Path fd;

    @BeforeEach
    void makeDirectory() throws IOException {
        fd = Files.createDirectories(proc.resolve("self/fd"));
    }

    @Test
    void countsAllButTheOneThatItCountsWith() throws IOException {
        for (int i = 0; i < 5; i++) {
            Files.createFile(fd.resolve(Integer.toString(i)));
        }

        assertThat(descriptors().open()).hasValue(4);
    }

    @Test
    void readsTheSoftLimit() throws IOException {
        limits("20000                524288");

        assertThat(descriptors().limit()).hasValue(20_000);
    }

    @Test
    void keepsTheLimitThatItReadLast() throws IOException {
        limits("20000                524288");
        Descriptors descriptors = descriptors();

        Files.delete(proc.resolve("self/limits"));

        assertThat(descriptors.limit()).hasValue(20_000);
        assertThat(descriptors.problem()).startsWith("cannot read " + proc.resolve("self/limits"));
    }

    /** No file can be opened, and no directory be listed; a file stands for such a directory. */
    @Test
    void knowsTheLimitOfAProcessThatHadReachedItBefore() throws IOException {
        Files.delete(fd);
        Files.write(fd, new byte[250]);
        Proc exhausted = spy(new Proc(proc.toFile()));
        doThrow(new FileNotFoundException("self/limits (Too many open files)"))
                .when(exhausted)
                .text("self/limits");

        Descriptors descriptors = new Descriptors(exhausted);

        assertThat(descriptors.open()).hasValue(250);
        assertThat(descriptors.limit()).hasValue(250);
    }

    /** As before Linux 6.2, where the size of the directory is always zero. */
    @Test
    void knowsThatNoneIsLeftWhereTheDirectoryCannotBeListed() throws IOException {
        assertThat(areExhausted()).isFalse();

        Files.delete(fd);
        Files.createFile(fd);
        assertThat(areExhausted()).isTrue();

        Files.delete(fd);
        assertThat(areExhausted()).as("unknown on a system without it").isFalse();
    }

    @Test
    void answersNothingWithoutALimit() throws IOException {
        limits("unlimited            unlimited");
        Descriptors descriptors = descriptors();

        assertThat(descriptors.limit()).isEmpty();
        assertThat(descriptors.problem()).isNull();
    }

    @Test
    void readsTheInodeOfASocketOnly() throws IOException {
        Files.createSymbolicLink(fd.resolve("3"), Path.of("socket:[41562]"));
        Files.createSymbolicLink(fd.resolve("4"), Path.of("pipe:[41563]"));

        assertThat(descriptors().socketInode(3)).hasValue(41562);
        assertThat(descriptors().socketInode(4)).isEmpty();
        assertThat(descriptors().socketInode(5)).isEmpty();
    }

    @Test
    void saysThatNothingCanBeReadWhereThereIsNoProc() {
        Descriptors descriptors =
                new Descriptors(new Proc(proc.resolve("nowhere").toFile()));

        assertThat(descriptors.open()).isEmpty();
        assertThat(descriptors.limit()).isEmpty();
        assertThat(descriptors.socketInode(1)).isEmpty();
        assertThat(descriptors.problem()).isEqualTo("cannot list " + proc.resolve("nowhere/self/fd"));
    }

    @Test
    void readsKernelSettings() throws IOException {
        Path directory = Files.createDirectories(proc.resolve("sys/net/core"));
        Sysctl sysctl = new Sysctl(new Proc(proc.toFile()));

        assertThat(sysctl.somaxconn()).isEmpty();
        Files.writeString(directory.resolve("somaxconn"), "4096\n");
        assertThat(sysctl.somaxconn()).hasValue(4096);
        Files.writeString(directory.resolve("somaxconn"), "many\n");
        assertThat(sysctl.somaxconn()).isEmpty();
    }

    private boolean areExhausted() {
        Descriptors descriptors = descriptors();
        return descriptors.areExhausted(descriptors.open());
    }

    private Descriptors descriptors() {
        return new Descriptors(new Proc(proc.toFile()));
    }

    private void limits(String maxOpenFiles) throws IOException {
        Files.writeString(
                proc.resolve("self/limits"),
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max processes             96365                96365                processes \n"
                        + "Max open files            " + maxOpenFiles + "               files     \n");
    }
}
