package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.kernel.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareDescriptorsTest {
    @TempDir
    Path proc;

    private long now;
    private SpareDescriptors descriptors;

    @BeforeEach
    void limitTo100() throws IOException {
        Files.createDirectories(proc.resolve("self/fd"));
        Files.writeString(
                proc.resolve("self/limits"),
                "Max open files            100                  100                  files\n");
        descriptors = new SpareDescriptors(new Proc(proc.toFile()), () -> now);
    }

    @Test
    void areThereUpTo32BelowTheLimit() throws IOException {
        // The list has one more, through which it is read.
        open(69);
        assertThat(descriptors.areThere()).isTrue();

        open(70);
        assertThat(descriptors.areThere()).as("the answer holds for a second").isTrue();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(descriptors.areThere()).isFalse();
    }

    @Test
    void areNotThereWhereTheyCannotBeListed() throws IOException {
        Files.delete(proc.resolve("self/fd"));
        Files.createFile(proc.resolve("self/fd"));

        assertThat(descriptors.areThere()).isFalse();
    }

    @Test
    void areThereOnASystemThatCannotSay() throws IOException {
        Files.delete(proc.resolve("self/fd"));

        assertThat(descriptors.areThere()).isTrue();
    }

    private void open(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Path descriptor = proc.resolve("self/fd/" + i);
            if (Files.notExists(descriptor)) {
                Files.createFile(descriptor);
            }
        }
    }
}
