package io.sockspan.track;

import io.sockspan.bootstrap.DescriptorPoll;
import io.sockspan.bootstrap.KernelAccess;
import io.sockspan.bootstrap.Recording;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.kernel.Descriptors;
import io.sockspan.kernel.Proc;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/**
 * Reads the kernel's state through {@link KernelAccess}, which uses native methods of the JDK. For the agent's thread.
 *
 * <p>A result is used only if the record is still in the recorder's table afterwards: otherwise the number may belong to another socket by
 * then.
 */
public final class RecorderProbe implements KernelProbe {
    /** The number of failed calls, without a successful one, after which this system counts as not readable. */
    private static final int REFUSALS = 5;

    private final Recording recording;
    private final KernelAccess kernel;
    private final Descriptors descriptors = new Descriptors(Proc.ofThisSystem());
    private DescriptorPoll poll;
    private boolean pollWanted = true;
    private boolean answered;
    private int refusals;

    public RecorderProbe(Recording recording, KernelAccess kernel) {
        this.recording = recording;
        this.kernel = kernel;
    }

    @Override
    public boolean isReadable() {
        return kernel.isReadable() && (answered || refusals < REFUSALS);
    }

    @Override
    public int tcpInfo(SocketRecord record) {
        FileDescriptor descriptor = descriptor(record);
        int tcpInfo = descriptor == null ? 0 : kernel.tcpInfo(descriptor);
        if (!stands(record)) {
            return 0;
        }
        answered |= tcpInfo != 0;
        refusals += !answered && !record.is(SocketRecord.CLOSING) ? 1 : 0;
        return tcpInfo;
    }

    @Override
    public int tcpInfoOf(int number) {
        FileDescriptor descriptor = kernel.descriptorOf(number);
        return descriptor == null ? 0 : kernel.tcpInfo(descriptor);
    }

    @Override
    public boolean isGone(SocketRecord record) {
        FileDescriptor descriptor = descriptor(record);
        if (descriptor == null || kernel.tcpInfo(descriptor) != 0) {
            return false;
        }
        // If no call has ever succeeded, a failed call does not prove that the descriptor is no socket.
        boolean noSocket = answered || !descriptors.socketInode(record.number).isPresent();
        // Before the JDK closes the descriptor or replaces it (preClose), a hook marks or removes the record.
        return noSocket && isItself(record);
    }

    @Override
    public int readable(SocketRecord record) {
        FileDescriptor descriptor = descriptor(record);
        int events = descriptor == null ? -1 : kernel.poll(descriptor);
        return events < 0 || !isItself(record) ? -1 : events & KernelAccess.POLLIN;
    }

    @Override
    public int writable(SocketRecord record) {
        FileDescriptor descriptor = descriptor(record);
        int writable = descriptor == null ? -1 : kernel.writable(descriptor);
        return isItself(record) ? writable : -1;
    }

    @Override
    public int unread(SocketRecord record) {
        FileDescriptor descriptor = descriptor(record);
        int bytes = descriptor == null ? -1 : kernel.unread(descriptor);
        return isItself(record) ? bytes : -1;
    }

    @Override
    public boolean poll(SocketRecord[] records, int count, int[] answers) {
        if (pollWanted) {
            pollWanted = false;
            poll = kernel.descriptorPoll();
        }
        if (poll == null) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            poll.set(i, records[i].number);
        }
        if (!poll.ask(count)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            answers[i] = isItself(records[i]) ? poll.answer(i) ^ KernelAccess.POLLOUT : -1;
        }
        return true;
    }

    @Override
    public byte[] wholeTcpInfo(SocketRecord record) {
        byte[] bytes = isItself(record) ? kernel.wholeTcpInfo(record.number) : null;
        return isItself(record) ? bytes : null;
    }

    @Override
    public InetSocketAddress localAddress(SocketRecord record) {
        InetSocketAddress returned = record.localAddress();
        if (returned != null) {
            return returned;
        }
        InetSocketAddress address = kernelsAddress(record);
        // A call of the application may have returned it meanwhile, before the close.
        return address == null ? record.localAddress() : address;
    }

    private InetSocketAddress kernelsAddress(SocketRecord record) {
        if (!isItself(record)) {
            // A native call on a closed descriptor throws, which is expensive. If connections are short, most are
            // closed by now.
            return null;
        }
        FileDescriptor descriptor = descriptor(record);
        InetSocketAddress address = descriptor == null ? null : kernel.localAddress(descriptor);
        return isItself(record) ? address : null;
    }

    private FileDescriptor descriptor(SocketRecord record) {
        FileDescriptor descriptor = record.get();
        // The descriptor object of an unreachable channel is collected, but its number stays open.
        return descriptor == null && stands(record) ? kernel.descriptorOf(record.number) : descriptor;
    }

    /**
     * Whether the number has belonged to this socket up to now. After the entry of close it may belong to the descriptor by which the JDK
     * replaces it (preClose). That is no TCP socket, so it has no TCP state, but JDK 8 returns an address for it.
     */
    private boolean isItself(SocketRecord record) {
        return stands(record) && !record.is(SocketRecord.CLOSING);
    }

    private boolean stands(SocketRecord record) {
        return recording.open(record.number) == record && !record.is(SocketRecord.RELEASED);
    }
}
