package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A kernel with the sockets that a test gives it, which answers as sock_diag(7) does, or as the test wants it to. */
final class FakeDiagSocket implements DiagSocket {
    static final int ROW = 88;

    /** The sockets by what a look-up asks for, without the header. */
    private final Map<List<Byte>, byte[]> sockets = new HashMap<>();

    private final List<byte[]> listeners = new ArrayList<>();
    private final Deque<byte[]> datagrams = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4_096).order(ByteOrder.nativeOrder());
    /** Whether the system allows the socket. */
    boolean isAllowed = true;
    /** Changes what the kernel answers; null takes a datagram away. */
    UnaryOperator<byte[]> change = answer -> answer;
    /** Runs when a request has come. */
    Runnable onSend = () -> {};

    final List<Integer> requestsOfEachSend = new ArrayList<>();
    int opened;
    private boolean isOpen;

    FakeDiagSocket has(byte[] answer) {
        sockets.put(key(answer, 16 + 4), answer);
        return this;
    }

    FakeDiagSocket hasListener(byte[] answer) {
        listeners.add(answer);
        return has(answer);
    }

    FakeDiagSocket hasNothing() {
        sockets.clear();
        listeners.clear();
        return this;
    }

    boolean isClosed() {
        return !isOpen;
    }

    @Override
    public boolean open() {
        opened++;
        isOpen = isAllowed;
        datagrams.clear();
        return isAllowed;
    }

    @Override
    public boolean send(ByteBuffer requests) {
        int count = 0;
        onSend.run();
        for (int at = requests.position(); at < requests.limit(); at += DiagRequests.LENGTH) {
            byte[] request = new byte[DiagRequests.LENGTH];
            requests.duplicate().position(at).get(request);
            count++;
            ByteBuffer header = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder());
            answer(request, header.getShort(6), header.getInt(8));
        }
        requestsOfEachSend.add(count);
        return true;
    }

    private void answer(byte[] request, short flags, int sequence) {
        if ((flags & DiagRequests.NLM_F_DUMP) != 0) {
            for (byte[] listener : listeners) {
                if (listener[16] == request[16]) {
                    add(listener, sequence);
                }
            }
            add(end(0), sequence);
        } else {
            byte[] found = sockets.get(key(request, 16 + 8));
            add(found == null ? error(-DiagAnswers.ENOENT) : found, sequence);
        }
    }

    private void add(byte[] answer, int sequence) {
        byte[] changed = change.apply(withSequence(answer, sequence));
        if (changed != null) {
            datagrams.add(changed);
        }
    }

    @Override
    public ByteBuffer receive() {
        byte[] next = datagrams.poll();
        return next == null ? null : ByteBuffer.wrap(next).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        isOpen = false;
    }

    @Override
    public ByteBuffer buffer() {
        return buffer;
    }

    /** The kernel finds the IPv4 end of a socket for both protocols by its IPv4 addresses. */
    private static List<Byte> key(byte[] message, int at) {
        List<Byte> key = new ArrayList<>();
        for (int i = at; i < at + 4 + 32; i++) {
            key.add(message[i]);
        }
        return key;
    }

    static byte[] withSequence(byte[] answer, int sequence) {
        byte[] copy = answer.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.nativeOrder()).putInt(8, sequence);
        return copy;
    }

    static byte[] error(int number) {
        return message(2, 36).putInt(16, number).array();
    }

    static byte[] end(int number) {
        return message(3, 20).putInt(16, number).array();
    }

    static byte[] row(String local, int localPort, String remote, int remotePort, TcpState state, long inode) {
        return row(local, localPort, remote, remotePort, state, inode, 0, 0);
    }

    static byte[] timeWait(String local, int localPort, String remote, int remotePort, int millisLeft) {
        return row(local, localPort, remote, remotePort, TcpState.TIME_WAIT, 0, 3, millisLeft);
    }

    static byte[] row(
            String local,
            int localPort,
            String remote,
            int remotePort,
            TcpState state,
            long inode,
            int timer,
            int expires) {
        byte[] from = bytes(local);
        byte[] to = bytes(remote);
        ByteBuffer row = message(20, ROW);
        row.put(16, (byte) (from.length == 4 ? 2 : 10));
        row.put(17, (byte) state.kernelNumber()).put(18, (byte) timer).put(19, (byte) 1);
        row.put(20, (byte) (localPort >>> 8)).put(21, (byte) localPort);
        row.put(22, (byte) (remotePort >>> 8)).put(23, (byte) remotePort);
        row.duplicate().position(24).put(from).position(40).put(to);
        row.putInt(68, expires).putInt(72, 17).putInt(76, 5).putInt(84, (int) inode);
        return row.array();
    }

    private static ByteBuffer message(int type, int length) {
        ByteBuffer message = ByteBuffer.wrap(new byte[length]).order(ByteOrder.nativeOrder());
        return message.putInt(0, length).putShort(4, (short) type).putInt(12, 4_711);
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
