package io.sockspan.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel knows of one connection at one time: the whole {@code struct tcp_info} of {@code include/uapi/linux/tcp.h}, of which later
 * kernels have more. A field is {@link #UNKNOWN} where the kernel has returned fewer bytes than that, or has not measured it. Durations are in
 * nanoseconds. Immutable.
 */
public final class TcpStatistics {
    public static final long UNKNOWN = -1;

    /**
     * By how much the kernel's ages may be off in either direction, in nanoseconds: one tick of its clock, which is 10 ms where it is longest.
     */
    public static final long TICK = 10_000_000L;

    /** The bytes up to and including {@code tcpi_total_retrans}, which every kernel has that Java runs on. */
    private static final int LEAST = 104;

    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long UNSIGNED = 0xffff_ffffL;
    /** {@code tcpi_min_rtt} before the first measurement. */
    private static final long NO_MINIMUM = UNSIGNED;
    /** {@code tcpi_delivery_rate_app_limited}, a bit field. */
    private static final int APP_LIMITED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0x01 : 0x80;

    /** {@link System#nanoTime()} before and after the read. */
    public final long readBegan;

    public final long readEnded;

    private final byte[] bytes;
    private final boolean isActiveOpen;

    private TcpStatistics(byte[] bytes, boolean isActiveOpen, long readBegan, long readEnded) {
        this.bytes = bytes;
        this.isActiveOpen = isActiveOpen;
        this.readBegan = readBegan;
        this.readEnded = readEnded;
    }

    /**
     * @param bytes what {@code getsockopt(TCP_INFO)} has returned, in the machine's byte order; null for nothing
     * @param isActiveOpen whether this side has connected, and not accepted
     * @param readBegan {@link System#nanoTime()} before the call
     * @param readEnded {@link System#nanoTime()} after it
     * @return null if that is no tcp_info
     */
    public static TcpStatistics of(byte[] bytes, boolean isActiveOpen, long readBegan, long readEnded) {
        if (bytes == null || bytes.length < LEAST || TcpState.ofKernel(bytes[0] & 0xff) == null) {
            return null;
        }
        return new TcpStatistics(bytes, isActiveOpen, readBegan, readEnded);
    }

    /** {@code tcpi_state}. */
    public TcpState state() {
        return TcpState.ofKernel(bytes[0] & 0xff);
    }

    /** The smoothed round-trip time ({@code tcpi_rtt}). */
    public long rtt() {
        long micros = unsigned(68);
        return micros == 0 ? UNKNOWN : micros * MICRO;
    }

    /** The shortest round-trip time of the last five minutes ({@code tcpi_min_rtt}, Linux 4.6). */
    public long minRtt() {
        long micros = unsigned(148);
        return micros <= 0 || micros == NO_MINIMUM ? UNKNOWN : micros * MICRO;
    }

    /** Segments that were sent again, SYN and FIN included ({@code tcpi_total_retrans}). */
    public long retransmits() {
        return unsigned(100);
    }

    /**
     * Bytes that the peer has acknowledged ({@code tcpi_bytes_acked}, Linux 4.1). The kernel counts an acknowledged SYN and FIN as one byte
     * each, which are taken off here. Unknown after a reset, since a FIN may have preceded it.
     */
    public long bytesAcknowledged() {
        return withoutFlags(long64(120), isActiveOpen, state() == TcpState.FIN_WAIT_2 || state() == TcpState.TIME_WAIT);
    }

    /** As {@link #bytesAcknowledged}, bytes that have arrived in order, read or not ({@code tcpi_bytes_received}, Linux 4.1). */
    public long bytesReceived() {
        TcpState state = state();
        boolean hasPeersFin = state == TcpState.CLOSE_WAIT
                || state == TcpState.LAST_ACK
                || state == TcpState.CLOSING
                || state == TcpState.TIME_WAIT;
        // The peer's SYN precedes the connection's counters.
        return withoutFlags(long64(128), false, hasPeersFin);
    }

    private long withoutFlags(long counted, boolean syn, boolean fin) {
        if (counted == UNKNOWN || state() == TcpState.CLOSED) {
            return UNKNOWN;
        }
        return Math.max(0, counted - (syn ? 1 : 0) - (fin ? 1 : 0));
    }

    /** Segments that were sent and not acknowledged yet ({@code tcpi_unacked}). */
    public long unacknowledgedSegments() {
        return unsigned(24);
    }

    /** Bytes that the application has written and that were not sent yet ({@code tcpi_notsent_bytes}, Linux 4.6). */
    public long unsentBytes() {
        return unsigned(144);
    }

    /** The latest measured rate in bytes each second at which the peer got the data ({@code tcpi_delivery_rate}, Linux 4.9). */
    public long deliveryRate() {
        long rate = long64(160);
        return rate == 0 ? UNKNOWN : rate;
    }

    /** Whether {@link #deliveryRate} shows how little the application sent, and not what the network can carry (Linux 4.9). */
    public boolean isDeliveryLimitedByApplication() {
        return (bytes[7] & APP_LIMITED) != 0;
    }

    /** How long data was on its way or waited to be sent ({@code tcpi_busy_time}, Linux 4.10). */
    public long busy() {
        return micros(168);
    }

    /** How much of {@link #busy} the peer's receive window was what limited the sending ({@code tcpi_rwnd_limited}, Linux 4.10). */
    public long limitedByPeer() {
        return micros(176);
    }

    /** How much of {@link #busy} this side's send buffer was what limited the sending ({@code tcpi_sndbuf_limited}, Linux 4.10). */
    public long limitedBySendBuffer() {
        return micros(184);
    }

    /**
     * How long nothing was sent, to within {@link #TICK} ({@code tcpi_last_data_sent}); as long as the connection exists if nothing was.
     */
    public long sinceSent() {
        return age(44);
    }

    /** As {@link #sinceSent}, of data that arrived ({@code tcpi_last_data_recv}). */
    public long sinceReceived() {
        return age(52);
    }

    /** As {@link #sinceSent}, of the peer's last acknowledgement ({@code tcpi_last_ack_recv}). */
    public long sinceAcknowledged() {
        return age(56);
    }

    /**
     * A time by which the peer's FIN had arrived, {@link System#nanoTime()}, at the latest: every FIN carries an acknowledgement, and what the
     * peer has acknowledged since, such as a keep-alive probe, only makes this time later. {@link Long#MIN_VALUE} outside CLOSE_WAIT, or
     * if unknown.
     */
    public long peerClosedBy() {
        long since = sinceAcknowledged();
        if (state() != TcpState.CLOSE_WAIT || since == UNKNOWN) {
            return Long.MIN_VALUE;
        }
        return readEnded - Math.max(0, since - TICK);
    }

    /** How long no data was sent and none arrived, to within {@link #TICK}; the kernel sees what no hook does. */
    public long idle() {
        long sent = sinceSent();
        long received = sinceReceived();
        return sent == UNKNOWN || received == UNKNOWN ? UNKNOWN : Math.min(sent, received);
    }

    /**
     * How long ago the handshake was completed, to within {@link #TICK}, while no data was sent since: {@link #sinceSent} begins there. Else
     * unknown.
     */
    public long sinceHandshake() {
        return hasSentData() ? UNKNOWN : sinceSent();
    }

    /** Whether any data was sent ({@code tcpi_data_segs_out}, Linux 4.6); true if unknown. */
    private boolean hasSentData() {
        return unsigned(156) != 0;
    }

    /**
     * Implementations of Linux's interface that do not keep ages return zero for them. They do not count segments either ({@code tcpi_segs_in},
     * Linux 4.2), and no connection is without any.
     */
    private long age(int offset) {
        return unsigned(140) > 0 ? unsigned(offset) * MILLI : UNKNOWN;
    }

    private long micros(int offset) {
        long micros = long64(offset);
        return micros == UNKNOWN ? UNKNOWN : micros * MICRO;
    }

    private long unsigned(int offset) {
        return offset + Integer.BYTES <= bytes.length
                ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(offset) & UNSIGNED
                : UNKNOWN;
    }

    private long long64(int offset) {
        return offset + Long.BYTES <= bytes.length
                ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(offset)
                : UNKNOWN;
    }
}
