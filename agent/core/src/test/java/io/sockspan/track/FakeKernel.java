package io.sockspan.track;

import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.tcp.TcpState;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A kernel that says what a test has put in its mouth, and knows nothing else. */
final class FakeKernel implements KernelProbe {
    /** POLLHUP of poll(2). */
    private static final int HANG_UP = 0x10;
    /** POLLOUT of poll(2). */
    private static final int WRITABLE = 0x4;

    private final Map<SocketRecord, Integer> words = new HashMap<>();
    private final Map<SocketRecord, byte[]> whole = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Map<SocketRecord, Integer> readable = new HashMap<>();
    private final Map<SocketRecord, Integer> unread = new HashMap<>();
    private final Set<SocketRecord> lost = new HashSet<>();
    private final Map<SocketRecord, InetSocketAddress> addresses = new HashMap<>();
    /** Whether many can be asked about at once. */
    final java.util.Set<SocketRecord> sendQueueFull = new java.util.HashSet<>();

    boolean pollsMany = true;
    /** How often many were asked about at once. */
    int polls;
    /** How often one was asked whether bytes wait or it accepts more. */
    int singly;
    /** What happens at each question for a state. */
    Runnable whenAsked = () -> {};

    void says(SocketRecord record, TcpState state) {
        words.put(record, state.kernelNumber());
    }

    /** The whole tcpInfo. */
    void says(SocketRecord record, int tcpInfo) {
        words.put(record, tcpInfo);
    }

    /** What stands behind a descriptor number that nobody has a record of. */
    void says(int number, TcpState state) {
        numbers.put(number, state.kernelNumber());
    }

    /** A tcp_info in CLOSE_WAIT, with that many milliseconds since the peer's last acknowledgement. */
    static byte[] closeWait(int sinceAcknowledged) {
        ByteBuffer info = ByteBuffer.allocate(232).order(ByteOrder.nativeOrder());
        info.put(0, (byte) TcpState.CLOSE_WAIT.kernelNumber());
        info.putInt(56, sinceAcknowledged).putInt(140, 3);
        return info.array();
    }

    /** All of tcp_info, in the machine's byte order. */
    void knows(SocketRecord record, byte[] wholeTcpInfo) {
        whole.put(record, wholeTcpInfo);
    }

    @Override
    public byte[] wholeTcpInfo(SocketRecord record) {
        return whole.get(record);
    }

    void saysNothing(SocketRecord record) {
        words.remove(record);
    }

    /** On JDKs before 13 the number of bytes cannot be asked for: -1. */
    void hasWaiting(SocketRecord record, int bytes) {
        readable.put(record, bytes == 0 ? 0 : 1);
        unread.put(record, bytes);
    }

    /** Its descriptor is closed, or stands for something else. */
    void hasLost(SocketRecord record) {
        words.remove(record);
        lost.add(record);
    }

    void knowsAddress(SocketRecord record, InetSocketAddress address) {
        addresses.put(record, address);
    }

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public int tcpInfo(SocketRecord record) {
        whenAsked.run();
        return words.getOrDefault(record, numbers.getOrDefault(record.number, 0));
    }

    @Override
    public int tcpInfoOf(int number) {
        return numbers.getOrDefault(number, 0);
    }

    @Override
    public boolean isGone(SocketRecord record) {
        return lost.contains(record);
    }

    @Override
    public int readable(SocketRecord record) {
        singly++;
        return readable.getOrDefault(record, -1);
    }

    @Override
    public int writable(SocketRecord record) {
        singly++;
        return sendQueueFull.contains(record) ? 0 : 1;
    }

    @Override
    public int unread(SocketRecord record) {
        return unread.getOrDefault(record, -1);
    }

    @Override
    public boolean poll(SocketRecord[] records, int count, int[] answers) {
        if (!pollsMany) {
            return false;
        }
        polls++;
        for (int i = 0; i < count; i++) {
            boolean established = (words.getOrDefault(records[i], 0) & 0xff) == TcpState.ESTABLISHED.kernelNumber();
            answers[i] = !established
                    ? HANG_UP
                    : readable.getOrDefault(records[i], 0) | (sendQueueFull.contains(records[i]) ? WRITABLE : 0);
        }
        return true;
    }

    @Override
    public InetSocketAddress localAddress(SocketRecord record) {
        return addresses.get(record);
    }
}
