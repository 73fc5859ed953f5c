package io.sockspan.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentJarTest {
    private AgentJar jar;

    @BeforeEach
    void jar(@TempDir Path directory) throws IOException {
        jar = new JarBuilder()
                .with("Visible.class", "seen by everybody")
                .with("core/a/B.classdata", "a class")
                .with("core/a/b.properties", "a resource")
                .with("core/c/D.classdata", "another class")
                .with("core/large", "x".repeat(20_000))
                .with("recorder/E.classdata", "of the other tree")
                .in(directory);
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
        assertThat(text("recorder/", "E.class")).isEqualTo("of the other tree");
    }

    @Test
    void listsTheClassesOfOneTree() {
        assertThat(jar.classes("core/")).containsExactlyInAnyOrder("a.B", "c.D");
    }

    private String text(String tree, String resource) throws IOException {
        return new String(jar.read(tree, resource), StandardCharsets.UTF_8);
    }
}
