package io.sockspan.real.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.TlsHandshake;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The TLS handshakes of real servers, which make them with engines, belong to their connections. */
class SecureServersIT {
    private static final Path KEYS = Path.of("../integration-tests/src/test/resources/io/sockspan/it/app/tls.p12")
            .toAbsolutePath();
    private static final Duration RECORDED = Duration.ofSeconds(60);

    @ForEachJdk
    void belongToTheirConnections(Jdk jdk) {
        try (RunningJvm jvm = TargetJvm.of(jdk)
                .agent()
                .talking(
                        List.of(
                                TargetJvm.property("sockspan.real.classes"),
                                TargetJvm.property("sockspan.real.lib") + "/*"),
                        SecureServers.class.getName(),
                        KEYS.toString())
                .start()
                .awaitDone()) {
            await("handshakes of the servers").atMost(RECORDED).untilAsserted(() -> {
                AgentReport report = jvm.report();
                assertThat(outcomes("answered", jvm, report))
                        .containsExactly(ofEachServer("TLSv1.3 TLS_AES_256_GCM_SHA384"));
                assertThat(outcomes("refused", jvm, report)).containsExactly(ofEachServer("protocol_version by local"));
                assertThat(report.hookFailures()).isZero();
            });
        }
    }

    private static String[] ofEachServer(String outcome) {
        List<String> lines = new ArrayList<>();
        for (SecureServer server : SecureServer.values()) {
            lines.add(server + " " + outcome);
        }
        return lines.toArray(new String[0]);
    }

    /** A line for each handshake of the servers with the clients that were answered, or refused. */
    private static List<String> outcomes(String said, RunningJvm jvm, AgentReport report) {
        List<String> lines = new ArrayList<>();
        for (String line : jvm.said(said)) {
            String[] words = line.split(" ");
            int client = Integer.parseInt(words[1]);
            report.connections("server")
                    .filter(connection -> connection.remotePort() == client)
                    .filter(connection -> connection.tlsHandshakes() != null)
                    .flatMap(connection -> connection.tlsHandshakes().stream())
                    .forEach(handshake -> lines.add(words[0] + " " + outcome(handshake)));
        }
        return lines;
    }

    private static String outcome(TlsHandshake handshake) {
        return handshake.errorType() == null
                ? handshake.protocol() + " " + handshake.cipher()
                : handshake.errorType() + " by " + handshake.alertBy();
    }
}
