package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the JVM that runs the tests as the one that is looked at. */
class JvmsTest {
    private static final long PID = ProcessHandle.current().pid();

    @Test
    void tellsWhatAJvmSaysOfItself() {
        Jvm jvm = Jvms.find(String.valueOf(PID));

        assertThat(jvm.version).isEqualTo(System.getProperty("java.version"));
        assertThat(jvm.user).isEqualTo(System.getProperty("user.name"));
        assertThat(jvm.attached).isFalse();
        assertThat(jvm.obstacle).isNull();
        String command = System.getProperty("sun.java.command").split(" ")[0];
        assertThat(jvm.mainClass).isEqualTo(command.substring(command.lastIndexOf('/') + 1));
    }

    @Test
    void doesNotListItself() {
        assertThat(Jvms.all()).noneMatch(jvm -> jvm.pid == PID);
    }

    @Test
    void readsTheFileOfCounters() throws IOException {
        Path file = Path.of("/tmp/hsperfdata_" + System.getProperty("user.name"), String.valueOf(PID));
        PerfData counters = PerfData.read(file);

        assertThat(counters.get("java.property.java.home")).isEqualTo(System.getProperty("java.home"));
        assertThat(counters.get("sun.rt.javaCommand")).isEqualTo(System.getProperty("sun.java.command"));
        assertThat(counters.get("no.such.counter")).isEmpty();
    }

    @Test
    void refusesAFileThatIsNone(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("1"), new byte[64]);
        assertThatThrownBy(() -> PerfData.read(file)).isInstanceOf(IOException.class);
        Files.write(file, new byte[3]);
        assertThatThrownBy(() -> PerfData.read(file)).isInstanceOf(IOException.class);
    }
}
