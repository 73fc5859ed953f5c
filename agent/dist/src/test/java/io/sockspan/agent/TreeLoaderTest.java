package io.sockspan.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeLoaderTest {
    private TreeLoader loader;

    /** A class that is both on the application's class path and in the core's tree. */
    public static final class Guest implements Supplier<String> {
        @Override
        public String get() {
            return "guest";
        }
    }

    @BeforeEach
    void loader(@TempDir Path directory) throws IOException {
        loader = TreeLoader.core(new JarBuilder()
                .with("core/", Guest.class)
                .in("core/", "text/hello.txt", "hello")
                .in("core/", "META-INF/services/" + Supplier.class.getName(), Guest.class.getName() + "\n")
                .in(directory));
    }

    @Test
    void definesClassesOfItsOwn() throws ReflectiveOperationException {
        Class<?> guest = loader.loadClass(Guest.class.getName());

        assertThat(guest).isNotSameAs(Guest.class);
        assertThat(guest.getClassLoader()).isSameAs(loader);
        assertThat(guest.getProtectionDomain().getPermissions().elements().hasMoreElements())
                .as("a security manager lets it do all")
                .isTrue();
    }

    @Test
    void knowsNothingOfTheApplication() {
        assertThatThrownBy(() -> loader.loadClass(TreeLoaderTest.class.getName()))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(loader.getResource("io/sockspan/agent/TreeLoaderTest.class")).isNull();
    }

    @Test
    void knowsAllOfTheJdk() throws ClassNotFoundException {
        assertThat(loader.loadClass("java.sql.Driver").getName()).isEqualTo("java.sql.Driver");
    }

    @Test
    void findsItsResources() throws IOException {
        try (InputStream in = loader.getResourceAsStream("text/hello.txt")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
        }
        List<?> found = Collections.list(loader.getResources("text/hello.txt"));
        assertThat(found).hasSize(1);
        assertThat(loader.getResource("text/none.txt")).isNull();
    }

    @Test
    void findsItsServices() {
        assertThat(ServiceLoader.load(Supplier.class, loader))
                .singleElement()
                .satisfies(service -> assertThat(service.get()).isEqualTo("guest"));
    }
}
