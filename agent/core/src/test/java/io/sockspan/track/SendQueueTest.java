package io.sockspan.track;

import static io.sockspan.track.TrackFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.track.TrackFixture.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a send queue is known to be full without an acknowledgement of the peer. */
class SendQueueTest {
    private static final int FULL = 2_000_000;

    @TempDir
    Path proc;

    private TrackFixture world;
    private Subject client;

    @Test
    void isStuckFromTheFirstCountToTheLastEqualOne() {
        open(true);
        holds(FULL, SECOND);
        assertThat(unsent().nanos()).as("before it was counted").isZero();

        holds(FULL, SECOND);
        assertThat(unsent().nanos()).as("counted once").isZero();

        holds(FULL, SECOND);
        holds(FULL, 60 * SECOND);
        assertThat(unsent().nanos()).isEqualTo(61 * SECOND);
        assertThat(client.connection().sendQueueBytes()).isEqualTo(FULL);
    }

    @Test
    void getsOnWhereTheNumberChanges() {
        open(true);
        holds(FULL, SECOND);
        holds(FULL, SECOND);
        holds(FULL, 10 * SECOND);

        holds(FULL - 1, 10 * SECOND);

        assertThat(unsent().nanos()).isZero();
        assertThat(unsent().first).isEqualTo(world.now());
    }

    @Test
    void isNotKnownToBeStuckByTwoObservationsThatAreFarApart() {
        open(true);
        holds(FULL, SECOND);

        holds(FULL + 1, 60 * SECOND);

        assertThat(unsent().nanos()).isZero();
    }

    @Test
    void isStuckByItsObservationsAloneWhereNothingCountsItsBytes() {
        open(false);
        world.kernel.sendQueueFull.add(client.record);
        sweep(SECOND);
        sweep(SECOND);

        sweep(60 * SECOND);

        assertThat(unsent().nanos()).isEqualTo(60 * SECOND);
        assertThat(client.connection().sendQueueBytes()).isEqualTo(SendQueue.UNKNOWN);
    }

    private void open(boolean hasTable) {
        FakeTable table = new FakeTable(proc);
        if (!hasTable) {
            table.remove();
        }
        world = new TrackFixture(table, 0, new TrackSettings(SECOND, 100_000, 1_000, 64, true, 0));
        client = world.client();
        world.kernel.hasWaiting(client.record, 0);
    }

    private void holds(int bytes, long later) {
        world.kernel.sendQueueFull.add(client.record);
        world.table.unsent(TrackFixture.HERE, TrackFixture.THERE, bytes);
        sweep(later);
    }

    private void sweep(long later) {
        world.pass(later);
        world.sweep();
    }

    private ObservedSpan unsent() {
        return client.connection().unsent();
    }
}
