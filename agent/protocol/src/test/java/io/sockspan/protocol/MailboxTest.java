package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {
    @TempDir
    private Path parent;

    private Mailbox asking;
    private Mailbox answering;

    @BeforeEach
    void open() throws IOException {
        asking = Mailbox.createIn(parent);
        answering = Mailbox.at(asking.directory());
    }

    @Test
    void carriesQuestionsAndAnswers() throws IOException {
        assertThat(answering.exists()).isTrue();
        assertThat(answering.isAsked(0)).isFalse();
        asking.ask(0, properties("command", "leaks"));
        assertThat(answering.isAsked(0)).isTrue();
        assertThat(answering.question(0)).containsEntry("command", "leaks");

        assertThat(asking.isAnswered(0)).isFalse();
        answering.answer(0, properties("outcome", "done"), "text \u00e4");

        assertThat(asking.isAnswered(0)).isTrue();
        assertThat(asking.answer(0)).containsEntry("outcome", "done");
        assertThat(asking.takeText(0)).isEqualTo("text \u00e4");
        assertThat(asking.isAnswered(0) || answering.isAsked(0)).isFalse();
    }

    @Test
    void isForItsUserAloneAndLeavesNothing() throws IOException {
        assertThat(Files.getPosixFilePermissions(asking.directory()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        asking.ask(0, properties("command", "leaks"));
        answering.answer(0, properties("outcome", "done"), "text");

        asking.clear();

        assertThat(answering.exists()).isFalse();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void readsNothingButRegularFilesOfASensibleLength() throws Exception {
        Path out = asking.directory().resolve("out");
        new ProcessBuilder("mkfifo", out.resolve("0").toString()).start().waitFor();
        Files.createSymbolicLink(out.resolve("1"), Path.of("/dev/zero"));
        try (RandomAccessFile sparse = new RandomAccessFile(out.resolve("2").toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        Files.writeString(out.resolve("3"), "key=\\u12");

        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 4; i++) {
                int number = i;
                assertThat(asking.isAnswered(i)).isTrue();
                assertThatIOException().isThrownBy(() -> asking.answer(number));
            }
        });
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }
}
