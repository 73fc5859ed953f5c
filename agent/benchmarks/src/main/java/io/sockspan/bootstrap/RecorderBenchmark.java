package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the hooks of one connection cost the application's thread, apart from the JDK's and the kernel's own work. The descriptors are
 * those of a real connection, so that the kernel answers; the events are taken out on the same thread.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"
        })
@State(Scope.Thread)
public class RecorderBenchmark {
    private static final int QUEUE = 131_072;

    /** Stacks a second: none; the default, above which one in 256 is taken; all. */
    @Param({"0", "250", "2147483647"})
    public int stacks;

    /** Closes a second at whose entry the kernel is asked: the default, above which one in 16 is; all. */
    @Param({"1000", "2147483647"})
    public int closeObservations;

    private ServerSocketChannel listener;
    private SocketChannel client;
    private SocketChannel server;
    private FileDescriptor clientDescriptor;
    private FileDescriptor serverDescriptor;
    private InetAddress address;
    private InetSocketAddress local;
    private Recording recording;

    @Setup
    public void connect() throws Exception {
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        client = SocketChannel.open(listener.getLocalAddress());
        server = listener.accept();
        clientDescriptor = descriptor(client);
        serverDescriptor = descriptor(server);
        address = InetAddress.getLoopbackAddress();
        local = (InetSocketAddress) client.getLocalAddress();
        recording = new Recording(null, QUEUE, stacks, closeObservations);
        recording.start();
    }

    /** Descriptor, connect, close. */
    @Benchmark
    public SocketEvent client() {
        OpenHooks.created(clientDescriptor, true, null);
        SocketRecord record = ConnectHooks.connecting(clientDescriptor, address, 80);
        ConnectHooks.returned(record, true, local, null);
        CloseHooks.closing(clientDescriptor);
        CloseHooks.released(clientDescriptor);
        return drain();
    }

    /** Accept, close. */
    @Benchmark
    public SocketEvent server() {
        OpenHooks.accepted(serverDescriptor, local, local);
        CloseHooks.closing(serverDescriptor);
        CloseHooks.released(serverDescriptor);
        return drain();
    }

    /** What each read and write pays. */
    @Benchmark
    public void transfer() {
        TransferHooks.read(clientDescriptor, 1, null);
    }

    private SocketEvent drain() {
        SocketEvent last = null;
        for (SocketEvent event; (event = recording.poll()) != null; ) {
            last = event;
        }
        return last;
    }

    @TearDown
    public void close() throws IOException {
        recording.stop();
        client.close();
        server.close();
        listener.close();
    }

    private static FileDescriptor descriptor(SocketChannel channel) throws ReflectiveOperationException {
        Method getter = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
        getter.setAccessible(true);
        return (FileDescriptor) getter.invoke(channel);
    }
}
