package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherTreeTest {
    @TempDir
    private Path root;

    @Test
    void readsARegularFile() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/file"), "content");

        OtherTree tree = new OtherTree(root);

        assertThat(tree.read("a/b/file", null, 100)).asString().isEqualTo("content");
        assertThat(tree.read("/a/b/file", Files.getOwner(root), 7)).hasSize(7);
        assertThat(tree.names("a", "b")).containsExactly("b");
        assertThat(tree.names("a", "c")).isEmpty();
    }

    @Test
    void followsNoLink() throws IOException {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/secret"), "secret");
        Files.createSymbolicLink(root.resolve("directory"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("real/file"), root.resolve("real/secret"));

        assertThatIOException().isThrownBy(() -> new OtherTree(root).read("directory/secret", null, 100));
        assertThatIOException().isThrownBy(() -> new OtherTree(root).read("real/file", null, 100));
        assertThatIOException().isThrownBy(() -> new OtherTree(root).names("directory", ""));
    }

    @Test
    void opensNoPipeAndNoDirectory() throws Exception {
        new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();
        Files.createDirectory(root.resolve("directory"));

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            assertThatIOException().isThrownBy(() -> new OtherTree(root).read("pipe", null, 100));
            assertThatIOException().isThrownBy(() -> new OtherTree(root).read("directory", null, 100));
        });
    }

    @Test
    void readsNoMoreThanExpected() throws IOException {
        try (java.io.RandomAccessFile sparse =
                new java.io.RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatIOException().isThrownBy(() -> new OtherTree(root).read("sparse", null, PerfData.LONGEST));
    }

    @Test
    void readsNoOthersFile() throws IOException {
        Files.writeString(root.resolve("file"), "content");
        assertThatIOException()
                .isThrownBy(() -> new OtherTree(root)
                        .read(
                                "file",
                                Files.getOwner(Path.of("/proc/self")).equals(Files.getOwner(Path.of("/proc/1")))
                                        ? root.getFileSystem()
                                                .getUserPrincipalLookupService()
                                                .lookupPrincipalByName("65534")
                                        : Files.getOwner(Path.of("/proc/1")),
                                100));
    }

    @Test
    void looksAtSomeOfAnyNumberOfNames() throws IOException {
        for (int i = 0; i < 6_000; i++) {
            Files.createFile(root.resolve("name" + i));
        }
        Path tree = Files.createDirectory(root.resolve("tree"));
        Files.move(root.resolve("name1"), tree.resolve("name1"));
        assertThat(new OtherTree(root.getParent()).names(root.getFileName().toString(), "name"))
                .hasSizeLessThanOrEqualTo(5_000);
    }
}
