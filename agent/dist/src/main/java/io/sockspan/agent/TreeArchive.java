package io.sockspan.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The classes and resources that only the agent's own loaders read, in one entry of the jar. All numbers have four bytes, the most significant
 * first.
 *
 * <pre>
 * magic, number of slots (a power of two)
 * slots     CRC-32 of the key, Adler-32 of the key, position of the record in the archive, length of the record; 0 in a free slot
 * records   length of the content, CRC-32 of the content, content deflated
 * </pre>
 *
 * <p>A key is the tree and the binary name of a class, such as {@code core/a.B}, or the tree and the path of a resource. The first slot to try
 * is the CRC-32 modulo the number of slots. The JDK computes both checksums without the interpreter, in which the agent runs when it starts: as
 * entries of the jar, the names of thousands of classes would be read one character at a time. Immutable; as thread-safe as its source.
 */
final class TreeArchive {
    /** Where the archive's bytes are. */
    interface Source {
        /** @throws IOException if they are not all there */
        byte[] copy(int from, int length) throws IOException;
    }

    private static final int MAGIC = 0x534f434b;
    private static final int HEADER = 8;
    private static final int SLOT = 16;
    private static final int RECORD_HEADER = 8;
    private static final int NONE = -1;

    private final Source source;
    private final int offset;
    private final byte[] table;

    /** @param offset where the archive begins in the source */
    TreeArchive(Source source, int offset) throws IOException {
        byte[] header = source.copy(offset, HEADER);
        if (number(header, 0) != MAGIC) {
            throw new IOException("no archive of classes");
        }
        this.source = source;
        this.offset = offset;
        this.table = source.copy(offset + HEADER, number(header, 4) * SLOT);
    }

    private TreeArchive(Source source, int offset, byte[] table) {
        this.source = source;
        this.offset = offset;
        this.table = table;
    }

    /** The same archive, in a copy of its source. */
    TreeArchive in(Source copy) {
        return new TreeArchive(copy, offset, table);
    }

    boolean has(String key) {
        return find(key) != NONE;
    }

    /** Null if there is no such class or resource. */
    byte[] read(String key) throws IOException {
        int slot = find(key);
        return slot == NONE
                ? null
                : content(key, source.copy(offset + number(table, slot + 8), number(table, slot + 12)));
    }

    private int find(String key) {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        int crc = checksum(new CRC32(), name);
        int adler = checksum(new Adler32(), name);
        int at = (crc & table.length / SLOT - 1) * SLOT;
        while (number(table, at + 12) != 0) {
            if (number(table, at) == crc && number(table, at + 4) == adler) {
                return at;
            }
            at = at + SLOT == table.length ? 0 : at + SLOT;
        }
        return NONE;
    }

    private static byte[] content(String key, byte[] record) throws IOException {
        byte[] content = new byte[number(record, 0)];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(record, RECORD_HEADER, record.length - RECORD_HEADER);
            int done = 0;
            for (int count;
                    done < content.length && (count = inflater.inflate(content, done, content.length - done)) > 0; ) {
                done += count;
            }
            if (done < content.length || checksum(new CRC32(), content) != number(record, 4)) {
                throw new IOException("damaged: " + key);
            }
            return content;
        } catch (DataFormatException e) {
            throw new IOException("damaged: " + key, e);
        } finally {
            inflater.end();
        }
    }

    private static int checksum(Checksum checksum, byte[] bytes) {
        checksum.update(bytes, 0, bytes.length);
        return (int) checksum.getValue();
    }

    private static int number(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }
}
