package io.sockspan.agent;

import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The bytes of a zip file in memory, as they were when it was read; entries stay compressed. Unlike {@link java.util.zip.ZipFile} it does not
 * notice when the file is overwritten in place: Java 8 maps the file and dies of that, later JDKs fail to read it. APPNOTE.TXT, sections 4.3.7 and
 * 4.3.12, has the layout; the agent's jar has no ZIP64 extensions. Immutable.
 */
final class JarSnapshot {
    /** Below what the G1 collector would give a region of its own. */
    private static final int PAGE = 1 << 18;

    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int HEADER_SIZE = 30;
    private static final int STORED = 0;

    private static final byte[] NO_PAGE = {};

    private final byte[][] pages;
    /** Where the directory has each entry. */
    private final Map<String, Integer> entries = new HashMap<>();

    private JarSnapshot(byte[][] pages) {
        this.pages = pages;
    }

    /**
     * Reads a file.
     *
     * @param identity what {@link ZipDirectory#checksum} gave of the file that is meant
     * @throws IOException if it is another by now
     */
    static JarSnapshot of(File file, long identity) throws IOException {
        long length = file.length();
        byte[][] pages = new byte[(int) ((length + PAGE - 1) / PAGE)][];
        try (DataInputStream in = new DataInputStream(new FileInputStream(file))) {
            for (int page = 0; page < pages.length; page++) {
                pages[page] = new byte[(int) Math.min(PAGE, length - (long) page * PAGE)];
                in.readFully(pages[page]);
            }
        }
        JarSnapshot snapshot = new JarSnapshot(pages);
        ZipDirectory directory = ZipDirectory.of(file);
        snapshot.index(directory);
        if (directory.checksum() != identity || snapshot.checksum(directory) != identity) {
            throw new IOException("the file has been replaced: " + file);
        }
        return snapshot;
    }

    private long checksum(ZipDirectory directory) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(copy(directory.offset(), directory.size()));
        return checksum.getValue();
    }

    private void index(ZipDirectory directory) throws IOException {
        int at = directory.offset();
        int end = at + directory.size();
        while (at < end) {
            if (number(at, 4) != ENTRY_SIGNATURE) {
                throw new IOException("no entry at " + at);
            }
            int name = number(at + 28, 2);
            entries.put(new String(copy(at + ENTRY_SIZE, name), StandardCharsets.UTF_8), at);
            at += ENTRY_SIZE + name + number(at + 30, 2) + number(at + 32, 2);
        }
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The names of all entries that begin with a prefix. */
    List<String> names(String prefix) {
        List<String> names = new ArrayList<>();
        for (String name : entries.keySet()) {
            if (name.startsWith(prefix)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The content of an entry, or null if there is none. */
    byte[] read(String name) throws IOException {
        Integer at = entries.get(name);
        if (at == null) {
            return null;
        }
        int header = number(at + 42, 4);
        int data = header + HEADER_SIZE + number(header + 26, 2) + number(header + 28, 2);
        byte[] stored = copy(data, number(at + 20, 4));
        byte[] content = number(at + 10, 2) == STORED ? stored : inflate(name, stored, number(at + 24, 4));
        CRC32 checksum = new CRC32();
        checksum.update(content);
        if ((int) checksum.getValue() != number(at + 16, 4)) {
            throw new IOException("damaged: " + name);
        }
        return content;
    }

    private static byte[] inflate(String name, byte[] deflated, int size) throws IOException {
        byte[] content = new byte[size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            int done = 0;
            for (int count; done < size && (count = inflater.inflate(content, done, size - done)) > 0; ) {
                done += count;
            }
            if (done < size) {
                throw new IOException("cut short: " + name);
            }
            return content;
        } catch (DataFormatException e) {
            throw new IOException("damaged: " + name, e);
        } finally {
            inflater.end();
        }
    }

    /** A little-endian number of two or four bytes. */
    private int number(int at, int bytes) throws IOException {
        byte[] page = at >= 0 && at / PAGE < pages.length ? pages[at / PAGE] : NO_PAGE;
        int from = at % PAGE;
        if (page != NO_PAGE && from + bytes <= page.length) {
            int low = page[from] & 0xff | (page[from + 1] & 0xff) << 8;
            return bytes == 2 ? low : low | (page[from + 2] & 0xff) << 16 | page[from + 3] << 24;
        }
        return numberAcrossPages(at, bytes);
    }

    private int numberAcrossPages(int at, int bytes) throws IOException {
        int number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | byteAt(at + i) & 0xff;
        }
        return number;
    }

    private byte byteAt(int at) throws IOException {
        int page = at / PAGE;
        if (at < 0 || page >= pages.length || at % PAGE >= pages[page].length) {
            throw new IOException("beyond the end: " + at);
        }
        return pages[page][at % PAGE];
    }

    private byte[] copy(int from, int length) throws IOException {
        if (length < 0 || length > 0) {
            byteAt(from);
            byteAt(from + length - 1);
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
}
