package io.sockspan.it.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.MavenProject;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds the projects in {@code src/projects} as a user does: with Maven, the agent's jar as a test dependency. */
class MavenBuildIT {
    @TempDir
    private Path work;

    @ForEachJdk
    void failsTheTestWithTheLeakAndNoOther(Jdk jdk) throws Exception {
        List<String> jupiters = jdk.version() >= 17 ? List.of("5.8.2", "5.14.1", "6.1.3") : List.of("5.8.2", "5.14.1");
        for (String jupiter :
                Jdks.all().size() == 1 ? jupiters : jupiters.subList(jupiters.size() - 1, jupiters.size())) {
            String said = build(jdk, "-Djupiter.version=" + jupiter, "-Din.parallel=" + jupiter.startsWith("5.14"));

            assertThat(said)
                    .as("Jupiter " + jupiter)
                    .contains("1 socket left open by PriceFeedTest.readsTheNewestPrice()")
                    .contains("LEAK: 1 client connection to 127.0.0.1:")
                    .contains(" in the receive buffer, which nobody has read; close() was not called.")
                    .contains("shop.PriceFeed.newest(PriceFeed.java:")
                    .contains("sockspan: 1 socket left open by 1 of ")
                    .containsPattern("Tests run: 6, Failures: 1, Errors: 0, Skipped: 0\\R");
        }
    }

    /** What has no extension asks SocketLeaks. */
    @ParameterizedTest
    @ValueSource(strings = {"testng", "junit4", "spock"})
    void failsTestsOfOtherFrameworks(String framework) throws Exception {
        String said = build(framework, Jdks.current());

        assertThat(said)
                .contains("1 socket left open since the snapshot")
                .contains("LEAK: 1 client connection to localhost:")
                .containsPattern("Tests run: 3, Failures: 2, Errors: 0, Skipped: 0\\R");
    }

    @Test
    void failsWithWhatToDoWhereTheAgentCannotAttach() throws Exception {
        String said = build(Jdks.current(), "-Dattach.option=-XX:+DisableAttachMechanism", "-Dtest=PriceFeedTest");

        assertThat(said)
                .contains("could not attach itself: ")
                .contains("-javaagent:/path/to/sockspan-agent.jar (Maven: surefire's argLine")
                .contains("or without -XX:+DisableAttachMechanism")
                .containsPattern("Errors: 1");
    }

    @Test
    void usesTheAgentThatIsThere() throws Exception {
        String agent = "-javaagent:" + TargetJvm.property("sockspan.agent.jar") + "=telemetry=off";
        String said = build(
                Jdks.current(), "-Dattach.option=" + agent + " -XX:+DisableAttachMechanism", "-Dtest=PriceFeedTest");

        assertThat(said).contains("1 socket left open by PriceFeedTest.readsTheNewestPrice()");
    }

    private String build(Jdk jdk, String... options) throws IOException, InterruptedException {
        return build("price-feed", jdk, options);
    }

    private String build(String project, Jdk jdk, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-Dtest.java=" + jdk.java(), "test"));
        arguments.addAll(List.of(options));
        if (jdk.version() == 21) {
            // Its spawn helper need not find the C library that the JVM itself was started with.
            arguments.add("-Dattach.option=-Djdk.lang.Process.launchMechanism=VFORK");
        }
        String said = MavenProject.copyOf(project, work).build(arguments.toArray(new String[0]));
        assumeFalse(MavenProject.isUnresolved(said), "what the project needs cannot be had here:\n" + said);
        return said;
    }
}
