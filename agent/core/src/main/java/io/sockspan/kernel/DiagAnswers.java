package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Goes through the messages of one datagram from sock_diag(7), each {@code struct inet_diag_msg}, an error or an end behind a header of
 * netlink(7). Believes nothing about their lengths. For one thread.
 */
final class DiagAnswers {
    static final int ENOENT = 2;

    /** What a message is. */
    enum Kind {
        /** A socket. */
        ROW,
        /** An error, or that there is none. */
        ERROR,
        /** The end of a list. */
        END,
        /** None of these, or cut. */
        UNKNOWN
    }

    private static final int HEADER = 16;
    private static final int TYPE = 4;
    private static final int SEQUENCE = 8;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    /** The fields of {@code struct inet_diag_msg}, from the beginning of the message. */
    private static final int STATE = HEADER + 1;

    private static final int TIMER = HEADER + 2;
    private static final int RETRANSMITS = HEADER + 3;
    private static final int SOURCE_PORT = HEADER + 4;
    private static final int DESTINATION_PORT = HEADER + 6;
    private static final int SOURCE = HEADER + 8;
    private static final int DESTINATION = HEADER + 24;
    private static final int EXPIRES = HEADER + 52;
    private static final int RECEIVE_QUEUE = HEADER + 56;
    private static final int SEND_QUEUE = HEADER + 60;
    private static final int INODE = HEADER + 68;
    private static final int END_OF_ROW = HEADER + 72;

    /**
     * The largest error of the calculated start of a timer, in milliseconds: a jiffy at either end, which is 1 ms with HZ=1000, 4 ms with
     * HZ=250, and not quite 5 ms with HZ=300, of which one is lost when it is rounded.
     */
    private static final int JIFFY = 5;
    /** With HZ=100 a jiffy is longer, and every remaining time a multiple of it. */
    private static final int LONGEST_JIFFY = 10;

    private ByteBuffer datagram;
    private int at;
    private int end;

    /** Goes to before the first message. */
    void begin(ByteBuffer received) {
        datagram = received;
        at = 0;
        end = 0;
    }

    /** Goes to the next message, or returns false if there is none. */
    boolean next() {
        // Messages are aligned to 4 bytes.
        at = end + 3 & ~3;
        if (at >= datagram.limit()) {
            return false;
        }
        int length = datagram.limit() - at < HEADER ? 0 : datagram.getInt(at);
        // What has no sensible length goes to the end of the datagram, and is unknown.
        end = length < HEADER || length > datagram.limit() - at ? datagram.limit() : at + length;
        return true;
    }

    Kind kind() {
        int length = end - at;
        if (length < HEADER || datagram.getInt(at) != length) {
            return Kind.UNKNOWN;
        }
        switch (datagram.getShort(at + TYPE)) {
            case DiagRequests.SOCK_DIAG_BY_FAMILY:
                return length >= END_OF_ROW ? Kind.ROW : Kind.UNKNOWN;
            case NLMSG_ERROR:
                return length >= HEADER + Integer.BYTES ? Kind.ERROR : Kind.UNKNOWN;
            case NLMSG_DONE:
                return length >= HEADER + Integer.BYTES ? Kind.END : Kind.UNKNOWN;
            default:
                return Kind.UNKNOWN;
        }
    }

    /** The request that it answers; valid unless {@link Kind#UNKNOWN}. */
    int sequence() {
        return datagram.getInt(at + SEQUENCE);
    }

    /** The errno of an error or of an end; 0 if it went well. */
    int errno() {
        return -datagram.getInt(at + HEADER);
    }

    /**
     * Fills the row from {@link Kind#ROW}, except its times.
     *
     * @return false if it makes no sense; the row is then undefined
     */
    boolean row(Row row) {
        int family = datagram.get(at + HEADER);
        if (family != DiagRequests.AF_INET && family != DiagRequests.AF_INET6) {
            return false;
        }
        boolean isIpv4 = family == DiagRequests.AF_INET;
        row.localPort = port(SOURCE_PORT);
        row.localHigh = isIpv4 ? 0 : bigEndian(SOURCE);
        row.localLow = isIpv4 ? mapped(SOURCE) : bigEndian(SOURCE + Long.BYTES);
        row.remotePort = port(DESTINATION_PORT);
        row.remoteHigh = isIpv4 ? 0 : bigEndian(DESTINATION);
        row.remoteLow = isIpv4 ? mapped(DESTINATION) : bigEndian(DESTINATION + Long.BYTES);
        row.state = TcpState.ofKernel(datagram.get(at + STATE) & 0xff);
        row.timer = Timer.ofKernel(datagram.get(at + TIMER));
        row.timerMillis = unsigned(EXPIRES);
        row.startsEarlier = row.timerMillis % LONGEST_JIFFY == 0 ? LONGEST_JIFFY : JIFFY;
        row.startsLater = row.startsEarlier;
        row.retransmits = datagram.get(at + RETRANSMITS) & 0xff;
        row.rxQueue = unsigned(RECEIVE_QUEUE);
        // A listener has its backlog there.
        row.txQueue = row.state == TcpState.LISTEN ? 0 : unsigned(SEND_QUEUE);
        row.inode = unsigned(INODE);
        return row.state != null && row.timer != null;
    }

    private long unsigned(int field) {
        return datagram.getInt(at + field) & 0xffff_ffffL;
    }

    private int port(int field) {
        return (datagram.get(at + field) & 0xff) << 8 | datagram.get(at + field + 1) & 0xff;
    }

    private long mapped(int field) {
        return Ip.mapped((int) (bigEndian(field) >>> 32));
    }

    private long bigEndian(int field) {
        long value = datagram.getLong(at + field);
        return datagram.order() == ByteOrder.LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
    }
}
