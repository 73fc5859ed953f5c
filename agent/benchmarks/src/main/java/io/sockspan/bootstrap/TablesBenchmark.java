package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The two structures that every hook goes through. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class TablesBenchmark {
    private static final int NUMBER = 1_500;

    private final EventQueue queue = new EventQueue(1024);
    private final DescriptorTable table = new DescriptorTable();
    private final SocketRecord record =
            new SocketRecord(new FileDescriptor(), new ReferenceQueue<>(), NUMBER, 1, 0, null);
    private final SocketEvent event = new SocketEvent(record, EventKind.CONNECTING, 0, 0, null);

    /** Offer and poll on one thread. */
    @Benchmark
    public SocketEvent queue() {
        queue.offer(event);
        return queue.poll(1);
    }

    /** Put, look up and remove. */
    @Benchmark
    public SocketRecord table() {
        table.put(record);
        SocketRecord found = table.get(NUMBER);
        table.remove(record);
        return found;
    }
}
