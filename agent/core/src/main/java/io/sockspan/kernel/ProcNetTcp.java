package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * Reads {@code /proc/self/net/tcp} and {@code tcp6}: every TCP socket of the process's network namespace, also those of other
 * processes and those that no descriptor stands for any more.
 *
 * <p>The kernel walks its whole hash table for each file, 2 ms for 262,144 buckets, and takes 1 µs more for each socket. Garbage
 * is a few kilobytes however many there are. The table is written a page at a time: a socket that moves between two pages can be
 * told twice or, seldom, not at all.
 *
 * <p>For one thread. Never throws, except what a visitor throws.
 */
public final class ProcNetTcp {
    /** Room for a page of the kernel's; up to here the JDK reads through its stack instead of allocating native memory. */
    private static final int BUFFER = 8192;

    /**
     * The kernel fills a page of at least 4 KB for each read while there are rows ({@code seq_read_iter} in {@code fs/seq_file.c}), so
     * a read that gives less than half of one was the last. To ask for the end of the file would be one more walk of its table.
     */
    private static final int LAST_READ = 2048;

    private static final int TICKS_PER_SECOND = 100;

    private final File tcp;
    private final File tcp6;
    private final Sysctl sysctl;
    private final LongSupplier nanoTime;
    private final byte[] buffer = new byte[BUFFER];
    private final RowParser parser = new RowParser(ByteOrder.nativeOrder());
    private final Row row = new Row();
    private String problem;

    /**
     * @param nanoTime gives the times of the rows, {@link System#nanoTime()} but for tests
     */
    public ProcNetTcp(Proc proc, LongSupplier nanoTime) {
        this.tcp = proc.file("self/net/tcp");
        this.tcp6 = proc.file("self/net/tcp6");
        this.sysctl = new Sysctl(proc);
        this.nanoTime = nanoTime;
    }

    /**
     * Looks up some connections, and all listeners.
     *
     * @param wanted the connections to find, each from one end
     */
    public ProcSnapshot look(Collection<Tuple> wanted) {
        long began = nanoTime.getAsLong();
        RowSelection rows = new RowSelection(wanted);
        boolean complete = visit(rows);
        return new ProcSnapshot(rows, complete, began, nanoTime.getAsLong());
    }

    /**
     * Shows every row to the visitor, IPv6 first: there stand a JVM's sockets unless it prefers IPv4, and what is read first is read
     * quickest on a busy machine.
     *
     * @return whether all could be read; if not, that a socket was not shown says nothing about it
     */
    public boolean visit(RowVisitor visitor) {
        row.finTimeoutTicks = sysctl.finTimeout().orElse(0) * TICKS_PER_SECOND;
        // Without IPv6 in the kernel there is no tcp6.
        boolean complete = !exists(tcp6) || visit(tcp6, visitor);
        return visit(tcp, visitor) && complete;
    }

    /** The first thing that went wrong, in one line; null if nothing did. */
    public String problem() {
        return problem;
    }

    private boolean visit(File table, RowVisitor visitor) {
        try (RandomAccessFile file = new RandomAccessFile(table, "r")) {
            return new Lines(table, visitor).readFrom(file);
        } catch (IOException | SecurityException notAvailable) {
            first(Proc.cannotRead(table, notAvailable));
            return false;
        }
    }

    private static boolean exists(File file) {
        try {
            return file.exists();
        } catch (SecurityException denied) {
            return false;
        }
    }

    private void first(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    /** Cuts one file into lines and the lines into rows. */
    private final class Lines {
        private final File table;
        private final RowVisitor visitor;
        private boolean headerSeen;
        private boolean wellFormed = true;

        Lines(File table, RowVisitor visitor) {
            this.table = table;
            this.visitor = visitor;
        }

        boolean readFrom(RandomAccessFile file) throws IOException {
            // The line that begins at 0 may have begun in the read before; it is as old as that.
            int carried = 0;
            int read;
            do {
                long began = nanoTime.getAsLong();
                read = file.read(buffer, carried, buffer.length - carried);
                long ended = nanoTime.getAsLong();
                if (read > 0) {
                    if (carried == 0) {
                        row.readBegan = began;
                        row.readEnded = ended;
                    }
                    carried = cut(carried, carried + read, began, ended);
                }
                // The rest of a line that was cut in two is still to come.
            } while (read >= LAST_READ || read > 0 && carried > 0);
            if (carried > 0) {
                line(0, carried);
            }
            return wellFormed;
        }

        /** Takes what ends in a line feed, and moves what is left to the buffer's start; answers how much that is. */
        private int cut(int searchFrom, int end, long began, long ended) {
            int start = 0;
            for (int i = searchFrom; i < end; i++) {
                if (buffer[i] == '\n') {
                    line(start, i);
                    start = i + 1;
                    row.readBegan = began;
                    row.readEnded = ended;
                }
            }
            if (start == 0 && end == buffer.length) {
                // No line is that long. Let go, so that the reading comes to an end.
                line(0, end);
                return 0;
            }
            System.arraycopy(buffer, start, buffer, 0, end - start);
            return end - start;
        }

        private void line(int from, int to) {
            if (!headerSeen) {
                headerSeen = true;
            } else if (!parser.head(buffer, from, to, row)) {
                malformed(from, to);
            } else if (visitor.takes(row)) {
                if (parser.rest(row)) {
                    visitor.row(row);
                } else {
                    malformed(from, to);
                }
            }
        }

        private void malformed(int from, int to) {
            wellFormed = false;
            first("cannot understand " + table.getPath() + ": "
                    + new String(buffer, from, Math.min(to - from, 200), StandardCharsets.US_ASCII).trim());
        }
    }
}
