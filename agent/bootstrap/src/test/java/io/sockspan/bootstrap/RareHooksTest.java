package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class RareHooksTest {
    /** In a loader of its own, because another test of this JVM may have initialized the class. */
    @Test
    void preparationInitializesWhatAnInterruptedCloseNeeds() throws Exception {
        URL classes = Recording.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
            Class<?> recording = loader.loadClass(Recording.class.getName());
            Class<?> interrupted = loader.loadClass(InterruptedChannels.class.getName());
            Constructor<?> constructor =
                    recording.getDeclaredConstructor(ThreadGroup.class, int.class, int.class, int.class);
            constructor.setAccessible(true);
            Object started = constructor.newInstance(null, 16, 0, 0);
            assertThat(LoadedClasses.isInitialized(interrupted)).isFalse();

            recording.getMethod("prepareRareHooks").invoke(started);

            assertThat(LoadedClasses.isInitialized(interrupted)).isTrue();
        }
    }
}
