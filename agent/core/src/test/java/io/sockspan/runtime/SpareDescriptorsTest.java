package io.sockspan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.kernel.ListedProc;
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
    /** How much time passes with each reading of the clock. */
    private long tick;

    private SpareDescriptors descriptors;

    @BeforeEach
    void limitTo100() throws IOException {
        Files.createDirectories(proc.resolve("self/fd"));
        Files.writeString(
                proc.resolve("self/limits"),
                "Max open files            100                  100                  files\n");
        descriptors = new SpareDescriptors(new Proc(proc.toFile()), () -> now += tick);
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
    void areCountedForOnePartInAThousandOfTheTimeAtMost() throws IOException {
        open(69);
        tick = TimeUnit.MILLISECONDS.toNanos(10);
        for (int i = 0; i < 4; i++) {
            now += TimeUnit.SECONDS.toNanos(10);
            assertThat(descriptors.areThere()).isTrue();
        }
        open(70);

        now += TimeUnit.SECONDS.toNanos(9);
        assertThat(descriptors.areThere()).isTrue();
        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(descriptors.areThere()).isFalse();
    }

    @Test
    void areListedOnceForEachAnswer() throws IOException {
        open(69);
        ListedProc listed = new ListedProc(proc.toFile());
        descriptors = new SpareDescriptors(listed.proc, () -> now);
        descriptors.areThere();
        int before = listed.lists();

        now += TimeUnit.SECONDS.toNanos(1);
        assertThat(descriptors.areThere()).isTrue();

        assertThat(listed.lists() - before).isEqualTo(1);
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
