package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangePlaceTest {
    @TempDir
    private Path parent;

    @Test
    void trustsWhatOnlyRootOrThisUserCanChange() throws IOException {
        assertThatCode(() -> ExchangePlace.requireTrusted(parent)).doesNotThrowAnyException();
        assertThatCode(() -> ExchangePlace.requireTrusted(Path.of("/tmp"))).doesNotThrowAnyException();
    }

    @Test
    void refusesALink() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), Path.of("/tmp"));
        assertThatIOException()
                .isThrownBy(() -> ExchangePlace.requireTrusted(link))
                .withMessage("is a link");
    }

    @Test
    void refusesADirectoryInWhichOthersCanReplaceFiles() throws IOException {
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatIOException()
                .isThrownBy(() -> ExchangePlace.requireTrusted(parent))
                .withMessage("has no sticky bit");
    }
}
