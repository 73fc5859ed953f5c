package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListTest {
    @Test
    void tellsWhatIsKnownOfEachJvmAndWhyTheRestIsNot() {
        assertThat(ListCommand.table(
                        List.of(
                                jvm(
                                        4711,
                                        "/opt/shop/orders.jar --port 8080",
                                        "17.0.15",
                                        "shop",
                                        AgentPresence.ATTACHED,
                                        null),
                                jvm(12, "com.acme.Main", "", "acme", AgentPresence.UNKNOWN, "it belongs to user acme"),
                                jvm(30, "", "1.8.0_504", "acme", AgentPresence.UNKNOWN, "it belongs to user acme")),
                        80))
                .isEqualTo("""
                         PID  JAVA       USER  SOCKSPAN  MAIN CLASS
                        4711  17.0.15    shop  attached  orders.jar --port 8080
                          12  ?          acme  cannot    com.acme.Main
                          30  1.8.0_504  acme  cannot    java
                        12, 30: it belongs to user acme
                        """);
    }

    @Test
    void saysWhereNobodyKnowsWhetherTheAgentRuns() {
        assertThat(ListCommand.table(
                        List.of(
                                jvm(1, "Main", "25", "root", AgentPresence.ABSENT, null),
                                jvm(2, "Main", "25", "root", AgentPresence.UNKNOWN, null)),
                        80))
                .isEqualTo("""
                        PID  JAVA  USER  SOCKSPAN  MAIN CLASS
                          1  25    root  -         Main
                          2  25    root  ?         Main
                        """);
    }

    @Test
    void keepsToTheWidthAndLetsNoCommandLineCommandTheTerminal() {
        String table = ListCommand.table(
                List.of(jvm(1, "Main \u001b[31m" + "x".repeat(200), "25", "root", AgentPresence.ABSENT, null)), 80);
        assertThat(table).contains("Main ?[31mxxx").doesNotContain("\u001b");
        assertThat(table.lines()).allMatch(line -> line.length() <= 80);
    }

    private static Jvm jvm(int pid, String command, String version, String user, AgentPresence agent, String obstacle) {
        Jvm.Builder jvm = new Jvm.Builder(pid);
        jvm.command = command;
        jvm.version = version;
        jvm.user = user;
        jvm.agent = agent;
        jvm.obstacle = obstacle;
        return jvm.build();
    }
}
