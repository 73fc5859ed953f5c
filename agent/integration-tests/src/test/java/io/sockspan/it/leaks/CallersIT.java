package io.sockspan.it.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.CloseCall;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.CommandLine;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Which thread used a suspect last and at which line, and which one closed where the close was no usual one. */
class CallersIT {
    private static final String APP = "io.sockspan.it.leaks.app.Callers.";

    @ForEachJdk
    void namesWhoUsedASuspectAndWhoClosed(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent("leak.close_wait=500ms", "sweep.interval=100ms")
                .app("Callers")
                .start()
                .awaitDone()) {
            String[] ports = jvm.said("ports").get(0).split(" ");
            int forgotten = Integer.parseInt(ports[0]);
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> jvm.report().suspects("close_wait").anyMatch(suspect -> suspect.count() == 1));
            assertThat(client(jvm.report(), forgotten).lastUse()).isNull();

            jvm.ask("read", "^app: read$");
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> client(jvm.report(), forgotten).lastUse() != null);
            assertThat(client(jvm.report(), forgotten).lastUse()).satisfies(use -> {
                assertThat(use.transfer()).isEqualTo("end_of_stream");
                assertThat(use.thread()).isEqualTo("late reader");
                assertThat(use.at()).startsWith(APP + "lambda$readOn$");
            });
            assertThat(CommandLine.on(jdk).run("leaks", jvm.pid()).out())
                    .containsPattern(
                            "Last use seen: [^ ]+ ago thread \"late reader\" read the end of \\d+'s stream at\n"
                                    + " +\\Q" + APP + "\\Elambda\\$readOn\\$");

            List<CloseCall> closes = closes(jvm.report(), Integer.parseInt(ports[1]));
            assertThat(closes).hasSize(3);
            assertThat(closes).anySatisfy(call -> {
                assertThat(call.byInterrupt()).isFalse();
                assertThat(call.thread()).isEqualTo("hasty closer");
                assertThat(call.at()).startsWith(APP + "abandon(Callers.java:");
            });
            assertThat(closes).anySatisfy(call -> {
                assertThat(call.interruptedThread()).isEqualTo("interrupted reader");
                assertThat(call.interrupterKnown()).isTrue();
                assertThat(call.thread()).isEqualTo("supervisor");
                assertThat(call.at()).startsWith(APP + "stop(Callers.java:");
            });
            assertThat(closes).anySatisfy(call -> {
                assertThat(call.interruptedThread()).isEqualTo("interrupted before");
                assertThat(call.interrupterKnown()).isFalse();
                assertThat(call.at()).startsWith(APP + "readUntilInterrupted(Callers.java:");
            });
            jvm.finish();
        }
    }

    private static Connection client(AgentReport report, int port) {
        return only(report, connection -> connection.remotePort() == port);
    }

    private static List<CloseCall> closes(AgentReport report, int port) {
        return report.connections("client")
                .filter(connection -> connection.remotePort() == port)
                .map(Connection::closeCall)
                .toList();
    }

    private static Connection only(AgentReport report, Predicate<Connection> which) {
        List<Connection> found = report.connections("client").filter(which).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
