package io.sockspan.watch;

import io.sockspan.bootstrap.DescriptorEpoll;
import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketRecord;
import java.util.function.IntBinaryOperator;

/**
 * Watches connections with epoll instances of the agent's own, for which a thread waits. The instances and the thread exist from the first
 * connection to {@link #close}. For the agent's thread.
 */
public final class EpollWatch implements KernelWatch {
    /** errno of epoll_ctl(2): the limit of registrations, which all processes of a user share, is reached. */
    static final int ENOSPC = 28;

    private static final int ENOMEM = 12;
    /** What a problem means for the user. */
    public static final String EFFECT = "sweeps find further changes, up to sweep.interval later";

    /** How long to wait for the thread's end, which takes some microseconds, in milliseconds. */
    private static final long LONGEST_END = 1_500;

    private final Recording recording;
    private final EpollGroup epolls;
    /** {@link EpollGroup#add}; a test gives its own, because the kernel's limit is that of the machine. */
    private final IntBinaryOperator registration;

    private final EpollThread thread;
    private String problem;
    private boolean closed;

    private EpollWatch(Recording recording, KernelAccess kernel, EpollGroup epolls, IntBinaryOperator registration) {
        this.recording = recording;
        this.epolls = epolls;
        this.registration = registration;
        this.thread = new EpollThread(recording, kernel, epolls);
    }

    /**
     * Begins to watch; the thread is created in the calling thread's group.
     *
     * @return null if no descriptor is to be had now, so that a later try may succeed
     * @throws OutOfMemoryError if no memory or thread is to be had now ("unable to create native thread")
     */
    public static KernelWatch open(Recording recording, KernelAccess kernel) {
        if (!kernel.supportsEpoll()) {
            return KernelWatch.none("this system does not report the changes of connections by epoll; " + EFFECT);
        }
        return open(
                recording, kernel, EpollGroup.instancesFor(Runtime.getRuntime().availableProcessors()));
    }

    /** As {@link #open(Recording, KernelAccess)}, with that many epoll instances. */
    static KernelWatch open(Recording recording, KernelAccess kernel, int instances) {
        EpollGroup epolls = EpollGroup.open(kernel::descriptorEpoll, instances);
        try {
            return epolls == null ? null : start(recording, kernel, epolls, epolls::add);
        } catch (OutOfMemoryError nowhereToWait) {
            epolls.close();
            epolls.forEachNumber(recording.own()::remove);
            throw nowhereToWait;
        }
    }

    static EpollWatch start(
            Recording recording, KernelAccess kernel, EpollGroup epolls, IntBinaryOperator registration) {
        EpollWatch watch = new EpollWatch(recording, kernel, epolls, registration);
        epolls.forEachNumber(recording.own()::add);
        watch.thread.start();
        return watch;
    }

    @Override
    public boolean add(SocketRecord record, Interest interest) {
        if (problem != null || closed) {
            return false;
        }
        if (!thread.isAlive()) {
            problem = "the thread that waits for changes of connections has ended; " + EFFECT;
            return false;
        }
        if (record.is(SocketRecord.CLOSING)) {
            return false;
        }
        int more = interest == Interest.DATA
                ? DescriptorEpoll.DATA
                : interest == Interest.CONNECT ? DescriptorEpoll.OUT : 0;
        // The thread has ended the report of bytes with the first ones.
        int error = interest == Interest.DATA ? epolls.change(record.number, more) : DescriptorEpoll.ENOENT;
        if (error == DescriptorEpoll.ENOENT) {
            error = registration.applyAsInt(record.number, more);
        }
        if (record.is(SocketRecord.CLOSING) || recording.open(record.number) != record) {
            // The number may stand for what the JDK puts in the place of a closed socket, which is never closed.
            epolls.remove(record.number);
            return false;
        }
        if (error == ENOSPC || error == ENOMEM) {
            problem = "the kernel's limit of watched descriptors (fs.epoll.max_user_watches) is reached; " + EFFECT;
        }
        return error == 0 || error == DescriptorEpoll.EEXIST;
    }

    @Override
    public void remove(SocketRecord record) {
        if (!closed && !record.is(SocketRecord.CLOSING) && recording.open(record.number) == record) {
            epolls.remove(record.number);
        }
    }

    @Override
    public boolean isReporting() {
        return !closed && thread.isAlive();
    }

    @Override
    public int waiting() {
        return thread.waiting();
    }

    @Override
    public KernelEvent poll() {
        return thread.poll();
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public void close() {
        closed = true;
        thread.end();
        try {
            thread.join(LONGEST_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
