package io.sockspan.watch;

import io.sockspan.bootstrap.DescriptorEpoll;
import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.TcpInfo;
import io.sockspan.tcp.TcpState;
import io.sockspan.time.Times;
import java.io.FileDescriptor;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for the kernel's reports about watched connections, reads the state of each, and queues it for the agent's thread.
 *
 * <p>A report says no more than that something changed; the tcp_info says what. If the number belongs to another socket by now, that one is
 * established, and nothing is queued.
 */
final class EpollThread extends Thread {
    /** How long one wait takes at most, in milliseconds; and the end of this thread where nothing is left to interrupt a wait. */
    private static final int WAIT_MILLIS = 250;
    /** As {@link #WAIT_MILLIS}, after {@link #QUIET} without a report. A wake-up costs 0.1 ms, as all it uses has left the caches. */
    private static final int LONG_WAIT_MILLIS = 5_000;

    private static final long QUIET = TimeUnit.MINUTES.toNanos(1);
    /** Reports that follow one another faster than this are collected, because one wait for each costs more than all else. */
    private static final long RAPID = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long COLLECTING = TimeUnit.MICROSECONDS.toNanos(300);
    /** The most events in the queue. Beyond that, the reports wait in the kernel, which keeps one for each socket. */
    private static final int CAPACITY = 65_536;

    /** A connection that is reset, and no other, has both. */
    private static final int RESET = DescriptorEpoll.ERROR | DescriptorEpoll.HANG_UP;

    private final Recording recording;
    private final KernelAccess kernel;
    private final EpollGroup epolls;
    private final ConcurrentLinkedQueue<KernelEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final long created = System.nanoTime();
    /** Set before the wait is interrupted, so that what interrupts it is not taken for a report. */
    private volatile boolean interrupted;
    /** Set by the agent's thread, which uses the epoll instances no more then. */
    private volatile boolean ending;

    private volatile boolean ended;
    private final AtomicBoolean closed = new AtomicBoolean();

    EpollThread(Recording recording, KernelAccess kernel, EpollGroup epolls) {
        super("sockspan-watch");
        this.recording = recording;
        this.kernel = kernel;
        this.epolls = epolls;
        setDaemon(true);
    }

    int waiting() {
        return queued.get();
    }

    KernelEvent poll() {
        KernelEvent event = queue.poll();
        if (event != null) {
            queued.decrementAndGet();
        }
        return event;
    }

    /** Makes this thread close the epoll instances and end, or the caller if it has ended. */
    void end() {
        interrupted = true;
        if (!epolls.endWaits()) {
            epolls.endWaitByConnection(recording);
        }
        ending = true;
        closeIfUnused();
    }

    @Override
    public void run() {
        try (WakeUps wakeUps = WakeUps.open(created, kernel, recording.own())) {
            long last = System.nanoTime();
            while (!interrupted) {
                wakeUps.beforeWait();
                int count = epolls.await(longestWait(wakeUps, last));
                long woken = System.nanoTime();
                long earliest = wakeUps.afterWait(woken, count, epolls.isFull());
                while (!interrupted && epolls.next()) {
                    report(epolls.descriptor(), epolls.news(), earliest, woken);
                }
                if (count > 0) {
                    collect(woken - last);
                    last = woken;
                }
            }
        } finally {
            ended = true;
            closeIfUnused();
        }
    }

    /** Where a report cannot be dated by how the thread slept, it is dated by when the waits before it began. */
    private static int longestWait(WakeUps wakeUps, long lastReport) {
        if (wakeUps.isWarmingUp()) {
            return 0;
        }
        boolean isLong = wakeUps.areDated() && System.nanoTime() - lastReport >= QUIET;
        return isLong ? LONG_WAIT_MILLIS : WAIT_MILLIS;
    }

    /** The number of a closed instance may be that of the application's next one, so both threads must have done with it. */
    private void closeIfUnused() {
        if (ending && ended && closed.compareAndSet(false, true)) {
            epolls.close();
            epolls.forEachNumber(recording.own()::remove);
        }
    }

    private void collect(long sinceLast) {
        if (sinceLast < RAPID) {
            LockSupport.parkNanos(this, COLLECTING);
        }
        while (queued.get() >= CAPACITY && !interrupted) {
            LockSupport.parkNanos(this, RAPID);
        }
    }

    private void report(int number, int news, long earliest, long woken) {
        SocketRecord record = recording.open(number);
        if (record == null || record.is(SocketRecord.CLOSING)) {
            // The hooks report how it ends.
            return;
        }
        if (hasNotConnected(news) || Times.isBefore(woken, record.openedAt)) {
            // What was read now could be from before the connect and be handled after it, or the number was another
            // socket's.
            return;
        }
        if ((news & DescriptorEpoll.OUT) != 0) {
            epolls.change(number, 0);
        }
        if (news == DescriptorEpoll.DATA) {
            epolls.change(number, 0);
            queue(KernelEvent.data(record, earliest, woken));
            // What arrives on a connection that was idle may stay unread, and that is timed from the next sweep on.
            recording.wakeConsumer();
            return;
        }
        FileDescriptor known = record.get();
        FileDescriptor descriptor = known == null ? kernel.descriptorOf(number) : known;
        int tcpInfo = descriptor == null ? TcpInfo.NONE : kernel.tcpInfo(descriptor);
        long read = System.nanoTime();
        if (recording.open(number) != record || record.is(SocketRecord.CLOSING)) {
            return;
        }
        TcpState state = TcpInfo.state(tcpInfo);
        if (state == null || state == TcpState.ESTABLISHED && (news & DescriptorEpoll.OUT) == 0) {
            if ((news & DescriptorEpoll.DATA) != 0) {
                // The application has shut the input down, and all that arrives now would be reported.
                epolls.change(number, 0);
            }
            return;
        }
        queue(new KernelEvent(record, earliest, hadChanged(state, news) ? woken : read, read, tcpInfo));
        recording.wakeConsumer();
    }

    /**
     * Whether connect was entered and has not sent its SYN. The kernel reports such a socket as hung up; of a connection that has ended it
     * also reports that the peer's direction is closed ({@code tcp_poll} and {@code tcp_done}).
     */
    private static boolean hasNotConnected(int news) {
        return (news & (RESET | DescriptorEpoll.PEER_CLOSED)) == DescriptorEpoll.HANG_UP;
    }

    /** Whether the state that was read afterwards is the one that the report is about. */
    private static boolean hadChanged(TcpState state, int news) {
        return state == TcpState.CLOSE_WAIT && (news & DescriptorEpoll.PEER_CLOSED) != 0
                || state == TcpState.CLOSED && (news & RESET) == RESET;
    }

    private void queue(KernelEvent event) {
        queue.add(event);
        queued.incrementAndGet();
    }
}
