package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With the JVM that runs the tests as the one that is looked at. */
class JvmsTest {
    private static final long PID = ProcessHandle.current().pid();

    @Test
    void tellsWhatAJvmSaysOfItself() {
        Jvm jvm = Jvms.find(String.valueOf(PID));

        assertThat(jvm.version).isEqualTo(System.getProperty("java.version"));
        assertThat(jvm.user).isEqualTo(System.getProperty("user.name"));
        assertThat(jvm.agent).isEqualTo(AgentPresence.ABSENT);
        assertThat(jvm.obstacle).isNull();
        String command = System.getProperty("sun.java.command").split(" ")[0];
        assertThat(jvm.mainClass).isEqualTo(command.substring(command.lastIndexOf('/') + 1));
    }

    @Test
    void doesNotListItself() {
        assertThat(Jvms.all()).noneMatch(jvm -> jvm.pid == PID);
    }
}
