package io.sockspan.it.truth;

import static io.sockspan.testkit.State.TCP_CLOSE;
import static io.sockspan.testkit.State.TCP_CLOSE_WAIT;
import static io.sockspan.testkit.State.TCP_ESTABLISHED;
import static io.sockspan.testkit.State.TCP_FIN_WAIT1;
import static io.sockspan.testkit.State.TCP_FIN_WAIT2;
import static io.sockspan.testkit.State.TCP_LAST_ACK;
import static io.sockspan.testkit.State.TCP_LISTEN;
import static io.sockspan.testkit.State.TCP_SYN_RECV;
import static io.sockspan.testkit.State.TCP_SYN_SENT;
import static io.sockspan.testkit.State.TCP_TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockspan.testkit.Jdks;
import io.sockspan.testkit.PortRange;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.State;
import io.sockspan.testkit.TargetJvm;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class KernelTraceTest {
    @Test
    void tellsTheLivesOfBothEndsOfAConnection() {
        Optional<KernelTrace> recording = KernelTrace.start(PortRange.ALL);
        assumeTrue(recording.isPresent(), "needs root, and a kernel with tracefs");
        try (KernelTrace trace = recording.get();
                RunningJvm jvm = TargetJvm.of(Jdks.current()).app("Ends").start()) {
            jvm.awaitDone();
            long closedAt = Long.parseLong(jvm.awaitOut("^app: closed (\\d+)$").group(1));
            long connectedAt =
                    Long.parseLong(jvm.awaitOut("^app: connected (\\d+)$").group(1));
            long closedTooAt =
                    Long.parseLong(jvm.ask("close", "closed too (\\d+)$").group(1));
            jvm.finish();
            String[] ports = jvm.said("connection").get(0).split(" ");
            int clientPort = Integer.parseInt(ports[1]);
            int serverPort = Integer.parseInt(ports[2]);

            List<KernelLife> lives = KernelLife.of(trace.stop());

            KernelLife client = only(lives, life -> !life.isAccepted() && life.localPort() == clientPort);
            assertThat(client.opener()).isEqualTo((int) jvm.pid());
            assertThat(client.remotePort()).isEqualTo(serverPort);
            assertThat(states(client))
                    .containsExactly(TCP_SYN_SENT, TCP_ESTABLISHED, TCP_FIN_WAIT1, TCP_FIN_WAIT2, TCP_TIME_WAIT);
            assertThat(client.isTracedToTheEnd()).isFalse();
            assertThat(at(client, TCP_ESTABLISHED)).as("on System.nanoTime()").isLessThan(connectedAt);
            assertThat(at(client, TCP_FIN_WAIT1)).isBetween(connectedAt, closedAt);
            assertThat(at(client, TCP_TIME_WAIT)).isBetween(closedAt, closedTooAt);

            KernelLife server = only(lives, life -> life.isAccepted() && life.remotePort() == clientPort);
            assertThat(states(server))
                    .containsExactly(TCP_SYN_RECV, TCP_ESTABLISHED, TCP_CLOSE_WAIT, TCP_LAST_ACK, TCP_CLOSE);
            assertThat(server.isTracedToTheEnd()).isTrue();

            KernelLife listener = only(lives, life -> life.isListener() && life.localPort() == serverPort);
            assertThat(listener.opener()).isEqualTo((int) jvm.pid());
            assertThat(states(listener)).containsExactly(TCP_LISTEN, TCP_CLOSE);
        }
    }

    private static KernelLife only(List<KernelLife> lives, Predicate<KernelLife> wanted) {
        List<KernelLife> found = lives.stream().filter(wanted).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<State> states(KernelLife life) {
        return life.entries().stream().map(KernelLife.Entry::state).toList();
    }

    private static long at(KernelLife life, State state) {
        return life.entries().stream()
                .filter(entry -> entry.state() == state)
                .findFirst()
                .orElseThrow()
                .earliest();
    }
}
