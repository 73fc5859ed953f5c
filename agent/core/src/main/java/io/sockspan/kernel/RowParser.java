package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.nio.ByteOrder;

/**
 * Parses a line of {@code /proc/net/tcp} or {@code tcp6} byte by byte, without garbage. For one thread.
 *
 * <pre>
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm-&gt;when retrnsmt   uid  timeout inode
 *    0: 0100007F:A3C4 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 41562 ...
 * </pre>
 */
final class RowParser {
    private static final int WORDS_OF_IPV6 = 4;
    private static final int MILLIS_PER_TICK = 10;
    /**
     * The largest error of the calculated start of a timer, in milliseconds. The kernel counts jiffies, one of which may be lost at either
     * end, and rounds the remaining time down to 10 ms: the error is -1 to +10 ms with HZ=1000 and -4 to +12 ms with HZ=250. With HZ=100,
     * which is rare now, it is -10 to +10 ms.
     */
    private static final int EARLIER = 4;

    private static final int LATER = 12;
    /** The value of each ASCII character as a hexadecimal digit; -1 for any other character. */
    private static final byte[] DIGITS = new byte[128];

    static {
        for (int i = 0; i < DIGITS.length; i++) {
            DIGITS[i] = (byte) Character.digit(i, 16);
        }
    }

    /**
     * Whether the bytes of the 32-bit words of an address are reversed: the words are in network order, but the kernel prints them in its
     * own.
     */
    private final boolean swapped;

    private byte[] line;
    private int at;
    private int end;
    private boolean wellFormed;
    private long high;
    private long low;

    RowParser(ByteOrder kernelOrder) {
        this.swapped = kernelOrder == ByteOrder.LITTLE_ENDIAN;
    }

    /**
     * Fills the row's endpoints and state from the bytes in {@code [from, to)}.
     *
     * @return false if this is no such line; the row is then undefined
     */
    boolean head(byte[] bytes, int from, int to, Row row) {
        line = bytes;
        at = from;
        end = to;
        wellFormed = true;
        decimal();
        expect(':');
        row.localPort = endpoint();
        row.localHigh = high;
        row.localLow = low;
        row.remotePort = endpoint();
        row.remoteHigh = high;
        row.remoteLow = low;
        row.state = TcpState.ofKernel((int) hex(2));
        return wellFormed && row.state != null;
    }

    /**
     * Fills the rest of the row from the same line, after {@link #head}.
     *
     * @return false if this is no such line; the row is then undefined
     */
    boolean rest(Row row) {
        row.txQueue = hex(8);
        expect(':');
        row.rxQueue = hex(8);
        row.timer = Timer.ofKernel((int) hex(2));
        expect(':');
        // The kernel prints a long: eight digits or more.
        row.timerMillis = hex(16) * MILLIS_PER_TICK;
        row.startsEarlier = EARLIER;
        row.startsLater = LATER;
        row.retransmits = hex(8);
        decimal(); // uid
        decimal(); // timeout
        row.inode = decimal();
        return wellFormed && row.timer != null;
    }

    /**
     * Reads an address into {@link #high} and {@link #low}, and returns the port. One loop reads all words: the JIT inlines each call, and
     * with a call for each word it compiles this parser longer than an application that has just begun can spare.
     */
    private int endpoint() {
        high = 0;
        low = 0;
        int words = 0;
        do {
            high = high << 32 | low >>> 32;
            low = low << 32 | word() & 0xffff_ffffL;
            words++;
        } while (words < WORDS_OF_IPV6 && at < end && line[at] != ':');
        if (words == 1) {
            low = Ip.mapped((int) low);
        }
        wellFormed &= words == 1 || words == WORDS_OF_IPV6;
        expect(':');
        return (int) hex(4);
    }

    private int word() {
        int word = (int) hex(8);
        return swapped ? Integer.reverseBytes(word) : word;
    }

    private long hex(int mostDigits) {
        skipSpaces();
        long value = 0;
        int from = at;
        while (at < end && at - from < mostDigits) {
            int digit = line[at] < 0 ? -1 : DIGITS[line[at]];
            if (digit < 0) {
                break;
            }
            value = value << 4 | digit;
            at++;
        }
        wellFormed &= at > from;
        return value;
    }

    private long decimal() {
        skipSpaces();
        long value = 0;
        int from = at;
        while (at < end && line[at] >= '0' && line[at] <= '9') {
            value = value * 10 + line[at++] - '0';
        }
        wellFormed &= at > from;
        return value;
    }

    private void expect(char separator) {
        wellFormed &= at < end && line[at] == separator;
        at++;
    }

    private void skipSpaces() {
        while (at < end && line[at] == ' ') {
            at++;
        }
    }
}
