package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;

/**
 * Reads the kernel's state of any descriptor of the process, for the agent's threads. {@link AgentAccess} provides the only instance. Its
 * methods return a value for "unknown" instead of throwing an exception.
 */
public final class KernelAccess {
    /** Bytes or the end of the stream can be read (poll(2)). */
    public static final int POLLIN = KernelCalls.POLLIN;
    /** A write would return at once (poll(2)). */
    public static final int POLLOUT = KernelCalls.POLLOUT;
    /** The peer's FIN has arrived, possibly after unread bytes (poll(2)). */
    public static final int POLLRDHUP = KernelCalls.POLLRDHUP;

    KernelAccess() {}

    /** Whether this system allows reading tcp_info, as far as known. */
    public boolean isReadable() {
        return KernelCalls.isReadable();
    }

    /** The first four bytes of {@code struct tcp_info} (tcp(7)); 0 if unknown. */
    public int tcpInfo(FileDescriptor descriptor) {
        return KernelCalls.tcpInfo(descriptor);
    }

    /**
     * Provides the C library's {@code getsockopt}, for {@link #wholeTcpInfo} and for the hooks. It takes three ints and the addresses of the
     * value and of its length as longs, and returns an int; null takes it away.
     *
     * @param ofHooks what the hooks call; on Java 17, one handle is for one thread at a time
     * @param ofAgent what {@link #wholeTcpInfo} calls
     */
    public void provide(MethodHandle ofHooks, MethodHandle ofAgent) {
        WholeTcpInfo.provide(ofHooks, ofAgent);
    }

    /** Whether an agent of this JVM has provided {@code getsockopt}. */
    public boolean isProvided() {
        return WholeTcpInfo.isProvided();
    }

    /**
     * The whole {@code struct tcp_info} of the descriptor with that number, as many bytes as the kernel has returned; null if it has
     * refused, or {@code getsockopt} is not provided.
     */
    public byte[] wholeTcpInfo(int number) {
        return WholeTcpInfo.OF_AGENT.read(number);
    }

    /** An option of level SOL_SOCKET of the descriptor with that number (socket(7)); -1 if unknown. */
    public int socketOption(int number, int option) {
        FileDescriptor descriptor = KernelCalls.descriptorOf(number);
        return descriptor == null ? -1 : KernelCalls.socketOption(descriptor, option);
    }

    /** The current events among {@link #POLLIN} and {@link #POLLRDHUP}; -1 if unknown. */
    public int poll(FileDescriptor descriptor) {
        return KernelCalls.poll(descriptor);
    }

    /**
     * Whether a write would return at once: 1 if the kernel accepts more bytes or the write would fail; 0 if the write would block; -1 if
     * unknown.
     */
    public int writable(FileDescriptor descriptor) {
        int events = KernelCalls.poll(descriptor, KernelCalls.POLLOUT);
        return events < 0 ? -1 : events == 0 ? 0 : 1;
    }

    /** The number of unread bytes; -1 if unknown. */
    public int unread(FileDescriptor descriptor) {
        return KernelCalls.unread(descriptor);
    }

    /** The local address that the descriptor is bound to; null if unknown. */
    public InetSocketAddress localAddress(FileDescriptor descriptor) {
        return LocalAddresses.of(descriptor);
    }

    /**
     * A new descriptor object for a number whose own object was collected. Its collection closes nothing. Null if this JDK does not support
     * it.
     */
    public FileDescriptor descriptorOf(int number) {
        return KernelCalls.descriptorOf(number);
    }

    /** Polls many descriptors with one system call; null if this JDK or system does not support it. */
    public DescriptorPoll descriptorPoll() {
        return DescriptorPoll.create();
    }

    /** Whether this JDK and system have epoll instances. */
    public boolean supportsEpoll() {
        return DescriptorEpoll.isSupported();
    }

    /** An epoll instance of the agent's own; null if this JDK or system does not support it, or no descriptor is left. */
    public DescriptorEpoll descriptorEpoll() {
        return DescriptorEpoll.create();
    }

    /** The number of an open descriptor. */
    public int number(FileDescriptor descriptor) {
        return JdkFields.number(descriptor);
    }
}
