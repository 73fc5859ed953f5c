package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * Reads {@code /proc/self/net/tcp} and {@code tcp6}: every TCP socket of the process's network namespace, including those of other
 * processes and those without a descriptor.
 *
 * <p>For each file the kernel walks its whole hash table, which takes 2 ms for 262,144 buckets and 1 µs more for each socket. A read makes
 * a few kilobytes of garbage, independent of the number of sockets. The kernel writes the table page by page: a socket that moves between
 * two pages can appear twice or, rarely, not at all.
 *
 * <p>For one thread. Throws nothing except what a visitor throws; {@link #problem()} has the first failure.
 */
public final class ProcNetTcp {
    /** Holds a page of the kernel. Up to this size the JDK reads into a buffer on the stack instead of allocating native memory. */
    private static final int BUFFER = 8192;

    /**
     * The kernel fills a page of at least 4 KB for each read while there are rows ({@code seq_read_iter} in {@code fs/seq_file.c}), so a
     * read of less than half a page was the last. One more read for the end of the file would make the kernel walk its table again.
     */
    private static final int LAST_READ = 2048;

    private final File tcp;
    private final File tcp6;
    private final Sysctl sysctl;
    private final LongSupplier nanoTime;
    private final byte[] buffer = new byte[BUFFER];
    private final RowParser parser = new RowParser(ByteOrder.nativeOrder());
    private final Row row = new Row();
    private String problem;

    /** @param nanoTime the clock for the times of the rows: {@link System#nanoTime()}, except in tests */
    public ProcNetTcp(Proc proc, LongSupplier nanoTime) {
        this.tcp = proc.file("self/net/tcp");
        this.tcp6 = proc.file("self/net/tcp6");
        this.sysctl = new Sysctl(proc);
        this.nanoTime = nanoTime;
    }

    /**
     * Reads both files and keeps the rows of some connections and of all listeners.
     *
     * @param wanted the connections to find, each given from one end
     */
    public ProcSnapshot read(Collection<Tuple> wanted) {
        long began = nanoTime.getAsLong();
        RowSelection rows = new RowSelection(wanted);
        boolean complete = visit(rows);
        return new ProcSnapshot(rows, complete, began, nanoTime.getAsLong());
    }

    /**
     * Passes every row to the visitor, those of {@code tcp6} first. A JVM's sockets are there unless it prefers IPv4, and on a busy machine
     * the first reads are the fastest.
     *
     * @return whether all rows were read and parsed; if not, a missing row proves nothing
     */
    public boolean visit(RowVisitor visitor) {
        row.finTimeoutMillis = sysctl.finTimeoutMillis();
        // A kernel without IPv6 has no tcp6.
        boolean complete = !exists(tcp6) || visit(tcp6, visitor);
        return visit(tcp, visitor) && complete;
    }

    /** The first failure in one line; null if there was none. */
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

    /** Splits one file into lines and parses them. */
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
            // The line at position 0 may have begun in the previous read. It then has the times of that read.
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
                // A carried line is incomplete, so its rest must follow.
            } while (read >= LAST_READ || read > 0 && carried > 0);
            if (carried > 0) {
                line(0, carried);
            }
            return wellFormed;
        }

        /** Parses the complete lines, moves the rest to the start of the buffer, and returns the length of the rest. */
        private int cut(int searchFrom, int end, long began, long ended) {
            int start = 0;
            for (int i = lineEnd(searchFrom, end); i < end; i = lineEnd(start, end)) {
                line(start, i);
                start = i + 1;
                row.readBegan = began;
                row.readEnded = ended;
            }
            if (start == 0 && end == buffer.length) {
                // No valid line is that long. Discard it, so that the loop ends.
                line(0, end);
                return 0;
            }
            System.arraycopy(buffer, start, buffer, 0, end - start);
            return end - start;
        }

        /**
         * Returns where the next line ends, or {@code end} if it ends later. A method of its own, so that the JIT compiles this loop over
         * each byte alone, and not with the whole parser inlined in it.
         */
        private int lineEnd(int from, int end) {
            int i = from;
            while (i < end && buffer[i] != '\n') {
                i++;
            }
            return i;
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
