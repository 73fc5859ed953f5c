package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JdksTest {
    private static final Path HOME = Path.of(System.getProperty("java.home"));

    @Test
    void readsTheList() {
        Path java = HOME.resolve("bin").resolve("java");

        assertThat(Jdks.parse("8=" + HOME + "; 25 = " + HOME + ";"))
                .containsExactly(new Jdk(8, java), new Jdk(25, java));
    }

    @Test
    void saysWhatIsWrongInTheList() {
        fails("/opt/jdk8", "\"/opt/jdk8\" is not VERSION=DIRECTORY");
        fails("new=/opt/jdk8", "\"new=/opt/jdk8\" is not VERSION=DIRECTORY");
        fails("8=" + HOME + ";17=/nowhere", "/nowhere has no bin/java");
        fails("; ", "\"; \" lists no JDK");
    }

    private static void fails(String list, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Jdks.parse(list)).withMessage(message);
    }

    @Test
    void knowsTheOneThatRunsTheTests() {
        assertThat(Jdks.current().java()).isExecutable();
    }

    @ForEachJdk
    void eachTestTakesThose(Jdk jdk) {
        assertThat(Jdks.all()).contains(jdk);
    }
}
