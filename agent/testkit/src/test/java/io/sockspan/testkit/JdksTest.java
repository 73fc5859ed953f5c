package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JdksTest {
    @Test
    void readsTheList() {
        assertThat(Jdks.parse("8=/opt/jdk8; 25=/opt/jdk25;"))
                .containsExactly(
                        new Jdk(8, Path.of("/opt/jdk8/bin/java")), new Jdk(25, Path.of("/opt/jdk25/bin/java")));
    }

    @Test
    void saysWhatIsWrongInTheList() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Jdks.parse("/opt/jdk8"))
                .withMessageContaining("VERSION=PATH");
    }

    @Test
    void knowsTheOneThatRunsTheTests() {
        assertThat(Jdks.current().java()).isExecutable();
    }
}
