package io.sockspan.bench.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLongArray;

/** Runs workloads, each on a thread of its own, and measures what this process did and used in a window after the warm-up. */
final class Meter {
    /** Counters that far apart do not share a cache line. */
    private static final int STRIDE = 16;

    private final double warmUp;
    private final double measured;
    private final ThreadFactory factory;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Latencies> latencies = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;
    private volatile Throwable failure;
    private AtomicLongArray counts;

    /** Times are in seconds. */
    Meter(double warmUp, double measured, ThreadFactory factory) {
        this.warmUp = warmUp;
        this.measured = measured;
        this.factory = factory;
    }

    void add(Workload workload, Latencies its) {
        workloads.add(workload);
        latencies.add(its);
    }

    /** What was measured, as {@code name=value name=value}. */
    String run() throws Exception {
        counts = new AtomicLongArray(workloads.size() * STRIDE);
        for (int i = 0; i < workloads.size(); i++) {
            int place = i * STRIDE;
            Workload workload = workloads.get(i);
            threads.add(factory.newThread(() -> work(workload, place)));
        }
        threads.forEach(Thread::start);
        // What the samples load is not to be loaded where the window begins.
        new Sample(operations()).since(new Sample(operations()));
        new ThreadSample(threads).since(new ThreadSample(threads));
        Thread.sleep((long) (warmUp * 1e3));
        Sample before = new Sample(operations());
        ThreadSample ownBefore = new ThreadSample(threads);
        latencies.forEach(Latencies::begin);
        Thread.sleep((long) (measured * 1e3));
        Sample after = new Sample(operations());
        ThreadSample own = new ThreadSample(threads);
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (Workload workload : workloads) {
            workload.close();
        }
        if (failure != null) {
            throw new IOException("the workload failed", failure);
        }
        return after.since(before) + own.since(ownBefore) + Latencies.percentiles(latencies) + " peak="
                + Proc.bytes("VmHWM");
    }

    private void work(Workload workload, int place) {
        try {
            for (long count = 1; !over; count++) {
                workload.once();
                counts.lazySet(place, count);
            }
        } catch (Throwable t) {
            failure = t;
        }
    }

    private long operations() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i += STRIDE) {
            sum += counts.get(i);
        }
        return sum;
    }
}
