package io.sockspan.track;

import io.sockspan.kernel.Proc;
import io.sockspan.tcp.TcpState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like {@code /proc}, with the table of TCP sockets that a test writes. IPv4 only. */
final class FakeTable {
    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private static final int TICKS_OF_TIME_WAIT = 6_000;

    private final Path root;
    private final Path file;
    private final StringBuilder rows = new StringBuilder(HEADER);

    FakeTable(Path root) {
        this.root = root;
        this.file = root.resolve("self/net/tcp");
        write(file, HEADER);
        write(root.resolve("sys/net/core/somaxconn"), "4096\n");
        write(root.resolve("sys/net/ipv4/tcp_fin_timeout"), "60\n");
    }

    Proc proc() {
        return new Proc(root.toFile());
    }

    FakeTable somaxconn(int limit) {
        write(root.resolve("sys/net/core/somaxconn"), limit + "\n");
        return this;
    }

    /** What stands behind a descriptor of this process. */
    FakeTable descriptor(int number, long inode) {
        try {
            Files.createDirectories(root.resolve("self/fd"));
            Files.createSymbolicLink(root.resolve("self/fd/" + number), Path.of("socket:[" + inode + "]"));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeTable closed(int number) {
        try {
            Files.delete(root.resolve("self/fd/" + number));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeTable clear() {
        rows.setLength(0);
        rows.append(HEADER);
        write(file, HEADER);
        return this;
    }

    FakeTable row(InetSocketAddress local, InetSocketAddress remote, TcpState state, int received, long inode) {
        return row(local, remote, state, 0, received, "00:00000000", inode);
    }

    /** The only row: a connection whose peer has not acknowledged so many bytes. */
    FakeTable unsent(InetSocketAddress local, InetSocketAddress remote, int sent) {
        return clear().row(local, remote, TcpState.ESTABLISHED, sent, 0, "01:00000014", 7);
    }

    FakeTable listener(InetSocketAddress local, int waiting, long inode) {
        return row(local, new InetSocketAddress("0.0.0.0", 0), TcpState.LISTEN, waiting, inode);
    }

    /** A row of TIME_WAIT that began that long ago. */
    FakeTable timeWait(InetSocketAddress local, InetSocketAddress remote, long millisAgo) {
        String timer = String.format("03:%08X", TICKS_OF_TIME_WAIT - millisAgo / 10);
        return row(local, remote, TcpState.TIME_WAIT, 0, 0, timer, 0);
    }

    private FakeTable row(
            InetSocketAddress local,
            InetSocketAddress remote,
            TcpState state,
            int sent,
            int received,
            String timer,
            long inode) {
        rows.append(String.format(
                "   0: %s %s %02X %08X:%08X %s 00000000  1000        0 %d 1 0000000000000000%n",
                hex(local), hex(remote), state.kernelNumber(), sent, received, timer, inode));
        write(file, rows.toString());
        return this;
    }

    void remove() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(InetSocketAddress end) {
        int address = ByteBuffer.wrap(end.getAddress().getAddress())
                .order(ByteOrder.nativeOrder())
                .getInt();
        return String.format("%08X:%04X", address, end.getPort());
    }

    private static void write(Path path, String text) {
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
