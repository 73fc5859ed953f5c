package io.sockspan.track;

import static io.sockspan.track.TrackFixture.HERE;
import static io.sockspan.track.TrackFixture.SECOND;
import static io.sockspan.track.TrackFixture.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.TcpState;
import io.sockspan.track.TrackFixture.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiveBufferTest {
    private static final int UNKNOWN = -1;

    @TempDir
    Path proc;

    private TrackFixture world;
    private Subject client;
    private TrackedSocket connection;

    @BeforeEach
    void world() {
        world = new TrackFixture(proc);
        client = world.client();
        connection = client.connection();
    }

    @Test
    void tellsSinceWhenBytesWait() {
        sweepWith(0);
        sweepWith(500);
        long since = world.now();
        sweepWith(500);
        sweepWith(900);

        assertThat(connection.unread().first).isEqualTo(since);
        assertThat(connection.waiting()).isEqualTo(900);
    }

    @Test
    void bytesThatWereReadWaitNoLonger() {
        sweepWith(500);
        sweepWith(0);

        assertThat(connection.unread()).isNull();
        assertThat(connection.waiting()).isZero();
    }

    @Test
    void slowReaderIsNotTakenForNone() {
        sweepWith(60_000);
        sweepWith(64_000);
        sweepWith(63_000);
        long since = world.now();
        sweepWith(65_000);

        assertThat(connection.unread().first).isEqualTo(since);
    }

    @Test
    void bytesStayUnreadBehindThePeersFin() {
        sweepWith(500);
        long since = world.now();
        client.inKernel(TcpState.CLOSE_WAIT);
        sweepWith(500);

        assertThat(connection.tcp().state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(connection.unread().first).isEqualTo(since);
    }

    @Test
    void nothingIsUnreadOnceTheEndWasRead() {
        sweepWith(500);
        TestRecords.raise(client.record, SocketRecord.END_OF_STREAM);
        client.inKernel(TcpState.CLOSE_WAIT).tells(EventKind.END_OF_STREAM, TcpState.CLOSE_WAIT.kernelNumber(), null);
        sweepWith(UNKNOWN);

        assertThat(connection.unread()).isNull();
        assertThat(connection.waiting()).isZero();
    }

    @Test
    void nothingIsSaidOfABufferThatNobodyLooksInto() {
        sweepWith(500);
        client.tells(EventKind.OUTPUT_SHUTDOWN, TcpState.ESTABLISHED.kernelNumber(), null);
        client.inKernel(TcpState.FIN_WAIT_2);
        sweepWith(500);

        assertThat(connection.waiting()).isEqualTo(-1);
        assertThat(connection.unread()).isNull();
    }

    @Test
    void asksTheTableWhereTheDescriptorDoesNotTellTheNumber() {
        world.table.row(HERE, THERE, TcpState.ESTABLISHED, 28, 41003);

        sweepWith(UNKNOWN);

        assertThat(connection.waiting()).isEqualTo(28);
        assertThat(connection.unread().first).isEqualTo(world.now());
    }

    @Test
    void finInTheTableIsNoByte() {
        client.inKernel(TcpState.CLOSE_WAIT);
        world.table.row(HERE, THERE, TcpState.CLOSE_WAIT, 29, 41003);
        sweepWith(UNKNOWN);
        assertThat(connection.waiting()).isEqualTo(28);

        world.table.clear().row(HERE, THERE, TcpState.CLOSE_WAIT, 1, 41003);
        sweepWith(UNKNOWN);
        assertThat(connection.waiting()).isZero();
    }

    /** Thousands of leaked connections in CLOSE_WAIT would else have the table read at each sweep. */
    @Test
    void doesNotLookAgainWhereNothingCanComeAnyMore() {
        client.inKernel(TcpState.CLOSE_WAIT);
        world.table.row(HERE, THERE, TcpState.CLOSE_WAIT, 1, 41003);
        sweepWith(UNKNOWN);

        world.table.clear().row(HERE, THERE, TcpState.CLOSE_WAIT, 29, 41003);
        sweepWith(UNKNOWN);

        assertThat(connection.waiting()).isZero();
    }

    @Test
    void tableIsNotAskedForASocketWhoseEndsAreNotKnown() {
        Subject adopted = world.socket().missesEvents().inKernel(TcpState.ESTABLISHED);
        TestRecords.raise(adopted.record, SocketRecord.CONNECTING);
        adopted.tells(EventKind.INPUT_SHUTDOWN, null);
        world.kernel.hasWaiting(adopted.record, UNKNOWN);

        world.sweep();
        world.sweep();

        assertThat(adopted.connection().tcp().state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(adopted.connection().unread()).isNull();
    }

    @Test
    void connectionIsIdleSinceItsLastTransfer() {
        world.pass(SECOND);
        sweepWith(0);
        assertThat(connection.idleSince()).as("nothing went over it yet").isZero();

        client.record.lastReadAt = SECOND / 2;
        sweepWith(0);
        assertThat(connection.idleSince()).isEqualTo(SECOND / 2);
    }

    private void sweepWith(int bytes) {
        world.pass(SECOND);
        world.kernel.hasWaiting(client.record, bytes);
        world.sweep();
    }
}
