package io.sockspan.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorKindsTest {
    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;

    @TempDir
    Path proc;

    @BeforeEach
    void descriptors() throws IOException {
        Path directory = Files.createDirectories(proc.resolve("self/fd"));
        String[] targets = {
            "/dev/null",
            "pipe:[1]",
            "pipe:[1]",
            "socket:[2]",
            "socket:[3]",
            "socket:[4]",
            "socket:[5]",
            "anon_inode:[eventpoll]",
            "anon_inode:[eventfd]",
            "anon_inode:inotify",
            "anon_inode:[timerfd]"
        };
        for (int i = 0; i < targets.length; i++) {
            Files.createSymbolicLink(directory.resolve(Integer.toString(i)), Path.of(targets[i]));
        }
    }

    @Test
    void tellWhatDescriptorsAre() {
        Map<String, Integer> counts =
                new DescriptorKinds(new Proc(proc.toFile()), this::option, number -> false, number -> false).count();

        assertThat(counts.toString())
                .isEqualTo(
                        "{TCP=1, UDP=1, Unix=1, other socket=1, eventpoll=1, eventfd=1, inotify=1, pipe=2, file=1, other=1}");
    }

    @Test
    void asksWhetherWhatIsKnownAsTcpStillIs() throws IOException {
        Files.delete(proc.resolve("self/fd/3"));
        Files.createFile(proc.resolve("self/fd/3"));

        Map<String, Integer> counts = new DescriptorKinds(
                        new Proc(proc.toFile()), this::option, number -> number == 8, number -> number < 9)
                .count();

        assertThat(counts)
                .as("without the link of the TCP socket, and by the links of what is none")
                .containsEntry("TCP", 1)
                .containsEntry("UDP", 1)
                .containsEntry("Unix", 1)
                .containsEntry("pipe", 2)
                .containsEntry("of Sockspan", 1);
    }

    private int option(int number, int option) {
        switch (number) {
            case 3:
                return option == SO_DOMAIN ? 2 : 6;
            case 4:
                return option == SO_DOMAIN ? 10 : 17;
            case 5:
                return option == SO_DOMAIN ? 1 : option == SO_PROTOCOL ? 0 : -1;
            default:
                return -1;
        }
    }
}
