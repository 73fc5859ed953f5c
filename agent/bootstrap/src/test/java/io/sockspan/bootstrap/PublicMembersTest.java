package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On Java 8 the application can call every public member of these classes. None gives it control. */
class PublicMembersTest {
    /** Whoever has one can read or end the recording, or touch descriptors that are not his. */
    private static final Set<Class<?>> CONTROL =
            Set.of(AgentAccess.class, Recording.class, KernelAccess.class, DescriptorPoll.class, FileDescriptor.class);

    @Test
    void noPublicConstructorMakesOneThatControls() throws Exception {
        for (Class<?> type : CONTROL) {
            if (type != FileDescriptor.class) {
                assertThat(type.getConstructors()).as(type.getName()).isEmpty();
            }
        }
    }

    @Test
    void noPublicStaticMemberGivesOneThatControls() throws Exception {
        List<Class<?>> classes = classes();
        assertThat(classes).contains(CloseHooks.class, AgentAccess.class);
        for (Class<?> type : classes) {
            if (Modifier.isPublic(type.getModifiers())) {
                for (Method method : type.getMethods()) {
                    if (Modifier.isStatic(method.getModifiers())) {
                        assertThat(CONTROL).as(method.toString()).doesNotContain(method.getReturnType());
                    }
                }
                for (Field field : type.getFields()) {
                    if (Modifier.isStatic(field.getModifiers())) {
                        assertThat(CONTROL).as(field.toString()).doesNotContain(field.getType());
                    }
                }
            }
        }
    }

    private static List<Class<?>> classes() throws Exception {
        URI root = Recording.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(root).resolve("io/sockspan/bootstrap"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName("io.sockspan.bootstrap." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
