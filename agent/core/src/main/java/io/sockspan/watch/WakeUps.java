package io.sockspan.watch;

import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.bootstrap.OwnDescriptors;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.TimeUnit;

/**
 * Says for each return of a wait how long ago the event that ended it can have happened. The event made the thread ready to run, and
 * {@code /proc/thread-self/schedstat} has for how long the thread has been ready without running (proc_pid_schedstat in the kernel's
 * {@code fs/proc/base.c}). That is a bound only if the thread has slept once: a pause of the JVM after the wait would be another sleep.
 * Otherwise the event happened after the wait before. For the thread that waits.
 */
final class WakeUps implements AutoCloseable {
    /**
     * The time from the event to the thread's readiness, and from its running to its reading of the clock, in nanoseconds. Mostly some 50 µs;
     * 350 µs were seen on a virtual machine whose host was busy.
     */
    private static final long SLACK = TimeUnit.MICROSECONDS.toNanos(750);
    /** What the kernel needs to collect each event of a wait, in nanoseconds, and to receive the packets that arrive meanwhile. */
    private static final long SLACK_PER_EVENT = TimeUnit.MICROSECONDS.toNanos(2);
    /**
     * A wait that took this much longer than the thread ran, or was ready without running, has slept. The kernel accounts for the last run
     * late, but in a wait that does not sleep a run takes a few microseconds.
     */
    private static final long SLEPT = TimeUnit.MICROSECONDS.toNanos(500);
    /** In so many waits the JVM still links what they call, which can take milliseconds. */
    private static final int WARM_UPS = 3;

    /** Null if this kernel does not have it. */
    private final RandomAccessFile file;

    private final OwnDescriptors own;
    private final int number;
    private final byte[] line = new byte[96];

    private long entered;
    /** Nothing that happened before this time is unreported. */
    private long reportedUpTo;

    private int waits;
    /** How long the thread has run, and has been ready without running, in nanoseconds; and how often it began to run. */
    private long ran;

    private long delay;
    private long runs;
    private long ranBefore;
    private long delayBefore;
    private long runsBefore;

    private WakeUps(long begin, RandomAccessFile file, OwnDescriptors own, int number) {
        this.file = file;
        this.own = own;
        this.number = number;
        this.reportedUpTo = begin;
        if (file != null) {
            own.add(number);
        }
    }

    /**
     * For the calling thread.
     *
     * @param begin a time before any event, {@link System#nanoTime()}
     */
    static WakeUps open(long begin, KernelAccess kernel, OwnDescriptors own) {
        return open("/proc/thread-self/schedstat", begin, kernel, own);
    }

    static WakeUps open(String schedstat, long begin, KernelAccess kernel, OwnDescriptors own) {
        try {
            RandomAccessFile file = new RandomAccessFile(schedstat, "r");
            return new WakeUps(begin, file, own, kernel.number(file.getFD()));
        } catch (IOException | SecurityException notHere) {
            return new WakeUps(begin, null, own, -1);
        }
    }

    /** Whether this system says how long a thread has been ready to run. A kernel that does not account for it prints zeros. */
    boolean areDated() {
        return runs > 0;
    }

    /** To be called just before a wait. */
    void beforeWait() {
        read();
        waits++;
        ranBefore = ran;
        delayBefore = delay;
        runsBefore = runs;
        entered = System.nanoTime();
    }

    /** Whether waits are short for the time being, so that no event comes while the JVM links what they call. */
    boolean isWarmingUp() {
        return waits < WARM_UPS;
    }

    /**
     * To be called just after a wait. Returns the earliest time at which its events can have happened.
     *
     * @param woken when it returned
     * @param count the number of its events; 0 if its time was up
     * @param isFull whether more events may be unreported
     */
    long afterWait(long woken, int count, boolean isFull) {
        long earliest = reportedUpTo;
        if (count > 0 && read() && waits > WARM_UPS) {
            long ready = delay - delayBefore;
            long slept = woken - entered - ready - (ran - ranBefore);
            if (runs - runsBefore == 1 && slept > SLEPT) {
                earliest = Math.max(entered, woken - ready - SLACK - count * SLACK_PER_EVENT);
            }
        }
        if (!isFull) {
            // Before the wait slept, and before it returned, it saw that there was nothing else.
            reportedUpTo = Math.max(entered, earliest);
        }
        return earliest;
    }

    /** Reads the line {@code on-cpu-nanos delay-nanos runs}. Returns whether that succeeded. */
    private boolean read() {
        if (file == null) {
            return false;
        }
        try {
            file.seek(0);
            int length = file.read(line);
            ran = number(0, length);
            delay = number(1, length);
            runs = number(2, length);
            return true;
        } catch (IOException unexpected) {
            runs = 0;
            return false;
        }
    }

    /** The number in a column of the line, counted from 0. Makes no garbage. */
    private long number(int column, int length) {
        int at = 0;
        for (int skipped = 0; skipped < column && at < length; at++) {
            skipped += line[at] == ' ' ? 1 : 0;
        }
        long value = 0;
        for (; at < length && line[at] >= '0' && line[at] <= '9'; at++) {
            value = value * 10 + line[at] - '0';
        }
        return value;
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException unexpected) {
            // It was only read.
        }
        own.remove(number);
    }
}
