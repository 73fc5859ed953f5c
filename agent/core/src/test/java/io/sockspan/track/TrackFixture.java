package io.sockspan.track;

import io.sockspan.bootstrap.EventKind;
import io.sockspan.bootstrap.Opening;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.bootstrap.TestRecords;
import io.sockspan.tcp.TcpState;
import io.sockspan.watch.KernelWatch;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tracker in a world that a test holds in its hands: the time, the kernel, its table, and what hooks tell. */
final class TrackFixture {
    static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    static final InetSocketAddress HERE = new InetSocketAddress("10.0.0.5", 51344);
    static final InetSocketAddress THERE = new InetSocketAddress("10.0.3.7", 5432);

    final FakeKernel kernel = new FakeKernel();
    KernelWatch watch = KernelWatch.OFF;
    /** Runs whenever the tracker opens the watch. */
    Runnable whenOpened = () -> {};

    final RecordingObserver observer = new RecordingObserver();
    final FakeTable table;
    final Tracker tracker;

    /** How much time passes with each reading of the clock, so that work takes time. */
    long tick;

    private long now;
    private long ids;

    TrackFixture(Path proc) {
        this(new FakeTable(proc), 0, new TrackSettings(SECOND, 100_000, 1_000, 64, true, 0));
    }

    TrackFixture(FakeTable table, long begin, TrackSettings settings) {
        this.now = begin;
        this.table = table;
        this.tracker = new Tracker(
                settings,
                TestSnapshots.clock(() -> now += tick),
                TestRecorder.recording(),
                kernel,
                table.proc(),
                () -> {
                    whenOpened.run();
                    return watch;
                },
                List.of(observer));
    }

    long now() {
        return now;
    }

    void pass(long nanos) {
        now += nanos;
    }

    void sweep() {
        tracker.drain();
        tracker.sweep(() -> {});
    }

    void sweepIfDue() {
        tracker.drain();
        tracker.sweepIfDue(() -> {});
    }

    Subject socket() {
        return socket(-1);
    }

    Subject socket(int number) {
        return new Subject(TestRecords.record(++ids, number, now));
    }

    /** A client whose connect has just returned. */
    Subject client() {
        return socket().connecting(THERE).connected(HERE).inKernel(TcpState.ESTABLISHED);
    }

    /** One socket, and the hooks that tell of it now. */
    final class Subject {
        final SocketRecord record;

        private Subject(SocketRecord record) {
            this.record = record;
        }

        TrackedSocket connection() {
            return (TrackedSocket) record.follower;
        }

        List<TcpState> states() {
            return connection().tcp().transitions().stream().map(t -> t.to).toList();
        }

        Subject connecting(InetSocketAddress remote) {
            TestRecords.raise(record, SocketRecord.CONNECTING);
            return opens(TestRecords.connect(remote.getAddress(), remote.getPort(), now));
        }

        Subject connected(InetSocketAddress local) {
            TestRecords.raise(record, SocketRecord.CONNECTED);
            kernel.knowsAddress(record, local);
            return tells(EventKind.CONNECTED, null);
        }

        Subject listening(InetSocketAddress local, int backlog) {
            TestRecords.raise(record, SocketRecord.LISTENING);
            return tells(EventKind.LISTENING, backlog, local);
        }

        Subject accepted(InetSocketAddress local, InetSocketAddress remote) {
            TestRecords.raise(record, SocketRecord.CONNECTED);
            kernel.knowsAddress(record, local);
            return opens(TestRecords.accept(remote.getAddress(), remote.getPort(), null, local.getPort()));
        }

        /** The record tells how it was connected or accepted, and a look round finds it. */
        Subject opens(Opening opening) {
            record.opening = opening;
            tracker.discovered(record);
            return this;
        }

        Subject closing(TcpState inKernel, int unread) {
            TestRecords.close(record, now, inKernel.kernelNumber(), unread);
            return this;
        }

        Subject released() {
            return released(0);
        }

        Subject released(int tcpInfo) {
            TestRecords.raise(record, SocketRecord.RELEASED);
            return tells(EventKind.RELEASED, tcpInfo, null);
        }

        Subject tells(EventKind kind, Object detail) {
            return tells(kind, 0, detail);
        }

        Subject tells(EventKind kind, int number, Object detail) {
            tracker.handle(TestRecords.event(record, kind, now, number, detail));
            return this;
        }

        /** The full queue refused something of this socket. */
        Subject missesEvents() {
            TestRecords.raise(record, SocketRecord.INCOMPLETE);
            return this;
        }

        Subject inKernel(TcpState state) {
            kernel.says(record, state);
            return this;
        }
    }
}
