package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegularReadingsTest {
    private static final int FEW = 3;

    @TempDir
    Path proc;

    private TrackFixture world;
    private RegularReadings readings;
    private final List<Subject> clients = new ArrayList<>();

    @BeforeEach
    void begin() {
        world = new TrackFixture(proc);
        readings = new RegularReadings(world.tracker, () -> {});
    }

    @Test
    void readsOnceAMinute() {
        open(FEW);
        world.pass(59 * SECOND);
        readings.runIfDue();
        assertThat(read()).isZero();

        world.pass(SECOND);
        readings.runIfDue();
        assertThat(read()).isEqualTo(FEW);
    }

    @Test
    void thoseBeyondTheMostComeFirstTheNextTime() {
        open(RegularReadings.MOST + FEW);
        readAfterAMinute();
        assertThat(read()).isEqualTo(RegularReadings.MOST);

        readAfterAMinute();
        assertThat(read()).isEqualTo(clients.size());
        assertThat(readAtPresent(clients)).isEqualTo(RegularReadings.MOST);
        assertThat(readAtPresent(clients.subList(RegularReadings.MOST, clients.size())))
                .as("whose turn it was first")
                .isEqualTo(FEW);
    }

    @Test
    void readsFewerOfThoseThatWereReadAndOnWhichNothingArrives() {
        world.watch = new FakeWatch();
        sweep();
        open(RegularReadings.MOST_QUIET + FEW);
        clients.forEach(client -> world.kernel.hasWaiting(client.record, 0));
        sweep();
        sweep();
        assertThat(clients)
                .allSatisfy(
                        client -> assertThat(client.connection().watchState()).isEqualTo(WatchState.QUIET));

        readAfterAMinute();
        assertThat(read()).as("for the first time").isEqualTo(clients.size());
        readAfterAMinute();
        assertThat(readAtPresent(clients)).isEqualTo(RegularReadings.MOST_QUIET);
        readAfterAMinute();
        assertThat(readAtPresent(clients.subList(RegularReadings.MOST_QUIET, clients.size())))
                .as("whose turn it was first")
                .isEqualTo(FEW);
    }

    private void sweep() {
        world.pass(SECOND);
        world.sweep();
    }

    @Test
    void beginsAnewWhereThoseThatHadTheirTurnHaveEnded() {
        open(RegularReadings.MOST + FEW);
        readAfterAMinute();
        for (Subject client : clients.subList(0, RegularReadings.MOST)) {
            client.closing(TcpState.ESTABLISHED, 0).released();
        }

        readAfterAMinute();

        assertThat(readAtPresent(clients)).isEqualTo(FEW);
    }

    private void open(int connections) {
        byte[] inUse = FakeKernel.closeWait(0);
        for (int i = 0; i < connections; i++) {
            Subject client = world.client();
            world.kernel.knows(client.record, inUse);
            clients.add(client);
        }
    }

    private void readAfterAMinute() {
        world.pass(60 * SECOND);
        readings.runIfDue();
    }

    private long read() {
        return clients.stream()
                .filter(client -> client.connection().statistics() != null)
                .count();
    }

    private long readAtPresent(List<Subject> of) {
        return of.stream()
                .filter(client -> client.record.follower instanceof TrackedSocket)
                .filter(client -> client.connection().statistics() != null
                        && client.connection().statistics().readEnded == world.now())
                .count();
    }
}
