package io.sockspan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentJarTest {
    private Path file;
    private AgentJar jar;

    @BeforeEach
    void jar(@TempDir Path directory) throws IOException {
        jar = new JarBuilder()
                .with("Visible.class", "seen by everybody")
                .in("core/", "a/B.class", "a class")
                .in("core/", "a/b.properties", "a resource")
                .in("core/", "c/D.class", "another class")
                .in("core/", "large", "x".repeat(20_000))
                .in("bootstrap/", "E.class", "of the other tree")
                .in("bootstrap/", "classes.txt", "E\nf/G\n")
                .in(directory);
        file = directory.resolve("agent.jar");
    }

    @Test
    void readsAClassByItsProperName() throws IOException {
        assertThat(text("core/", "a/B.class")).isEqualTo("a class");
        assertThat(jar.has("core/", "a/B.class")).isTrue();
    }

    @Test
    void readsAResource() throws IOException {
        assertThat(text("core/", "a/b.properties")).isEqualTo("a resource");
        assertThat(text("core/", "large")).hasSize(20_000);
    }

    @Test
    void findsNothingOfAnotherTree() throws IOException {
        assertThat(jar.read("core/", "E.class")).isNull();
        assertThat(jar.has("core/", "Visible.class")).isFalse();
        assertThat(text("bootstrap/", "E.class")).isEqualTo("of the other tree");
    }

    @Test
    void listsTheClassesOfOneTree() throws IOException {
        assertThat(jar.classes("bootstrap/")).containsExactly("E", "f.G");
    }

    @Test
    void copyIsTheSameJar(@TempDir Path elsewhere) throws IOException {
        Path copy = Files.copy(file, elsewhere.resolve("copy.jar"));

        try (AgentJar other = new AgentJar(copy.toFile())) {
            assertThat(other.identity()).isEqualTo(jar.identity());
        }
    }

    @Test
    void jarInWhichOneByteDiffersIsAnother(@TempDir Path elsewhere) throws IOException {
        try (AgentJar one =
                new JarBuilder().in("core/", "large", "x".repeat(20_000)).in(elsewhere)) {
            String identity = one.identity();
            try (AgentJar other = new JarBuilder()
                    .in("core/", "large", "x".repeat(19_999) + "y")
                    .in(elsewhere)) {
                assertThat(other.identity()).isNotEqualTo(identity);
            }
        }
    }

    @Test
    void commentBehindTheDirectoryDoesNotHideIt() throws IOException {
        String identity = jar.identity();
        byte[] bytes = Files.readAllBytes(file);
        byte[] comment = "signed off".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 2] = (byte) comment.length;
        Files.write(file, bytes);
        Files.write(file, comment, StandardOpenOption.APPEND);

        assertThat(jar.identity()).isEqualTo(identity);
    }

    @Test
    void readsTheSameOnceItIsKeptThoughTheFileIsOverwritten() throws IOException {
        jar.keep();
        Files.write(file, new byte[100], StandardOpenOption.TRUNCATE_EXISTING);

        assertThat(text("core/", "a/B.class")).isEqualTo("a class");
        assertThat(text("core/", "large")).isEqualTo("x".repeat(20_000));
        assertThat(jar.has("core/", "c/D.class")).isTrue();
        assertThat(jar.has("core/", "E.class")).isFalse();
        assertThat(jar.read("core/", "none")).isNull();
    }

    @Test
    void doesNotKeepAnotherFileThanTheOneThatItWasOpenedWith(@TempDir Path elsewhere) throws IOException {
        new JarBuilder().in("core/", "large", "another build's").in(elsewhere).close();
        Path replaced = elsewhere.resolve("agent.jar");
        byte[] other = Files.readAllBytes(replaced);

        Files.write(file, other, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(jar::keep).isInstanceOf(IOException.class).hasMessageContaining("replaced");
    }

    @Test
    void keepsAJarOfManyPages(@TempDir Path elsewhere) throws IOException {
        byte[] noise = new byte[1_000_000];
        new Random(1).nextBytes(noise);
        String text = new String(noise, StandardCharsets.ISO_8859_1);
        try (AgentJar large = new JarBuilder()
                .in("core/", "noise", text)
                .in("core/", "z", "last")
                .in(elsewhere)) {
            large.keep();

            assertThat(new String(large.read("core/", "noise"), StandardCharsets.UTF_8))
                    .isEqualTo(text);
            assertThat(new String(large.read("core/", "z"), StandardCharsets.UTF_8))
                    .isEqualTo("last");
        }
    }

    @Test
    void findsEachOfManyClasses(@TempDir Path elsewhere) throws IOException {
        JarBuilder builder = new JarBuilder();
        for (int i = 0; i < 5_000; i++) {
            builder.in("core/", "io/some/Class" + i + ".class", "content " + i);
        }
        try (AgentJar many = builder.in(elsewhere)) {
            for (int i = 0; i < 5_000; i++) {
                byte[] content = many.readClass("core/", "io.some.Class" + i);
                assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo("content " + i);
                assertThat(many.readClass("core/", "io.some.Other" + i)).isNull();
            }
        }
    }

    @Test
    void refusesAJarWithoutTheArchive(@TempDir Path elsewhere) throws IOException {
        Path other = elsewhere.resolve("other.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(other))) {
            out.putNextEntry(new JarEntry("A.class"));
        }

        assertThatThrownBy(() -> new AgentJar(other.toFile()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.jar");
    }

    @Test
    void closesAFileThatMakesNoSense(@TempDir Path elsewhere) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        // The end of the directory, with a size that no array has.
        bytes[bytes.length - 22 + 15] = (byte) 0xff;
        Path other = Files.write(elsewhere.resolve("other.jar"), bytes);

        assertThatThrownBy(() -> new AgentJar(other.toFile())).isInstanceOf(RuntimeException.class);
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            assertThat(descriptors.filter(descriptor -> leadsTo(descriptor, other)))
                    .isEmpty();
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }

    private String text(String tree, String resource) throws IOException {
        return new String(jar.read(tree, resource), StandardCharsets.UTF_8);
    }
}
