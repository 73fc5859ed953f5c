package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/** Asks the kernel about any descriptor of the process, for the agent's own threads. Only {@link AgentAccess} has one to give. */
public final class KernelAccess {
    /** Bytes, or the end of the stream, wait to be read (poll(2)). */
    public static final int POLLIN = KernelCalls.POLLIN;
    /** The peer's FIN is here, even behind unread bytes (poll(2)). */
    public static final int POLLRDHUP = KernelCalls.POLLRDHUP;

    KernelAccess() {}

    /** Whether the kernel's state can be read on this system at all. */
    public boolean isReadable() {
        return KernelCalls.isReadable();
    }

    /** The first four bytes of {@code struct tcp_info}, or 0 if the kernel does not say. */
    public int tcpInfo(FileDescriptor descriptor) {
        return KernelCalls.tcpInfo(descriptor);
    }

    /** An option of level SOL_SOCKET of whatever stands behind that descriptor number (socket(7)); -1 if the kernel does not say. */
    public int socketOption(int number, int option) {
        FileDescriptor descriptor = KernelCalls.descriptorOf(number);
        return descriptor == null ? -1 : KernelCalls.socketOption(descriptor, option);
    }

    /** Which of {@link #POLLIN} and {@link #POLLRDHUP} hold now; -1 if the kernel does not say. */
    public int poll(FileDescriptor descriptor) {
        return KernelCalls.poll(descriptor);
    }

    /** Whether the kernel would take more bytes to send: 1 if so, or if a write would fail at once; 0 if it would wait; -1 if not known. */
    public int writable(FileDescriptor descriptor) {
        int events = KernelCalls.poll(descriptor, KernelCalls.POLLOUT);
        return events < 0 ? -1 : events == 0 ? 0 : 1;
    }

    /** The bytes that wait to be read, -1 if that cannot be asked (before JDK 13). */
    public int unread(FileDescriptor descriptor) {
        return KernelCalls.unread(descriptor);
    }

    /** The address that the descriptor is bound to, or null if the kernel does not say. */
    public InetSocketAddress localAddress(FileDescriptor descriptor) {
        return KernelCalls.localAddress(descriptor);
    }

    /** A descriptor object for a number whose own object is gone. It does not close anything when it is collected. */
    public FileDescriptor descriptorOf(int number) {
        return KernelCalls.descriptorOf(number);
    }

    /** Asks about many descriptors with one system call; null where this JDK or system does not have what it takes. */
    public DescriptorPoll descriptorPoll() {
        return DescriptorPoll.create();
    }
}
