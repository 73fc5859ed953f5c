package io.sockspan.agent;

import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.zip.CRC32;

/**
 * The bytes of a jar in memory, as they were when it was read. Unlike {@link java.util.zip.ZipFile} it does not notice when the file is
 * overwritten in place: Java 8 maps the file and dies of that, later JDKs fail to read it. Immutable.
 */
final class JarSnapshot implements TreeArchive.Source {
    /** Below what the G1 collector would give a region of its own. */
    private static final int PAGE = 1 << 18;

    private final byte[][] pages;

    private JarSnapshot(byte[][] pages) {
        this.pages = pages;
    }

    /**
     * Reads a file.
     *
     * @param directory of the file that is meant
     * @throws IOException if it is another by now
     */
    static JarSnapshot of(File file, ZipDirectory directory) throws IOException {
        long length = file.length();
        byte[][] pages = new byte[(int) ((length + PAGE - 1) / PAGE)][];
        try (DataInputStream in = new DataInputStream(new FileInputStream(file))) {
            for (int page = 0; page < pages.length; page++) {
                pages[page] = new byte[(int) Math.min(PAGE, length - (long) page * PAGE)];
                in.readFully(pages[page]);
            }
        }
        JarSnapshot snapshot = new JarSnapshot(pages);
        if (ZipDirectory.of(file).checksum() != directory.checksum()
                || snapshot.checksum(directory) != directory.checksum()) {
            throw new IOException("the file has been replaced: " + file);
        }
        return snapshot;
    }

    private long checksum(ZipDirectory directory) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(copy(directory.offset(), directory.size()));
        return checksum.getValue();
    }

    @Override
    public byte[] copy(int from, int length) throws IOException {
        if (from < 0 || length < 0 || length > 0 && !isThere(from + length - 1)) {
            throw new IOException("beyond the end: " + length + " bytes from " + from);
        }
        byte[] copy = new byte[length];
        for (int done = 0; done < length; ) {
            int at = (from + done) % PAGE;
            int count = Math.min(length - done, PAGE - at);
            System.arraycopy(pages[(from + done) / PAGE], at, copy, done, count);
            done += count;
        }
        return copy;
    }

    private boolean isThere(int at) {
        return at >= 0 && at / PAGE < pages.length && at % PAGE < pages[at / PAGE].length;
    }
}
