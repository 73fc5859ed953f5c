package io.sockspan.agent;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The central directory at the end of a zip file (APPNOTE.TXT, sections 4.3.12 and 4.3.16). The agent's jar has no ZIP64 extensions. Immutable.
 */
final class ZipDirectory {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int SIZE_AT = 12;
    private static final int OFFSET_AT = 16;
    private static final int LONGEST_COMMENT = 0xffff;

    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int NAME_AT = 28;
    private static final int HEADER_AT = 42;

    private final int offset;
    private final byte[] content;
    private final ByteBuffer entries;
    private final long checksum;

    private ZipDirectory(int offset, byte[] content) {
        this.offset = offset;
        this.content = content;
        entries = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 sum = new CRC32();
        sum.update(content, 0, content.length);
        checksum = sum.getValue();
    }

    static ZipDirectory of(File zip) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip, "r")) {
            ByteBuffer end = end(zip, file);
            byte[] content = new byte[end.getInt(end.position() + SIZE_AT)];
            int offset = end.getInt(end.position() + OFFSET_AT);
            file.seek(offset & 0xffff_ffffL);
            file.readFully(content);
            return new ZipDirectory(offset, content);
        }
    }

    int offset() {
        return offset;
    }

    int size() {
        return content.length;
    }

    /** The checksum of the whole directory: names, sizes and checksums of all entries. */
    long checksum() {
        return checksum;
    }

    /** The names of all entries that begin with a prefix. */
    List<String> names(String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        for (int at = 0; at < content.length; at = next(at)) {
            String name = name(at);
            if (name.startsWith(prefix)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The position of an entry's local header. */
    int headerOf(String entry) throws IOException {
        for (int at = 0; at < content.length; at = next(at)) {
            if (entry.equals(name(at))) {
                return entries.getInt(at + HEADER_AT);
            }
        }
        throw new IOException("there is no " + entry + " in it");
    }

    private String name(int at) {
        return new String(content, at + ENTRY_SIZE, entries.getShort(at + NAME_AT), StandardCharsets.UTF_8);
    }

    /** The position of the next entry: behind the name, the extra field and the comment. */
    private int next(int at) throws IOException {
        if (entries.getInt(at) != ENTRY_SIGNATURE) {
            throw new IOException("no entry at " + at);
        }
        return at
                + ENTRY_SIZE
                + entries.getShort(at + NAME_AT)
                + entries.getShort(at + NAME_AT + 2)
                + entries.getShort(at + NAME_AT + 4);
    }

    /** The record after the directory; a comment of any length may follow it. */
    private static ByteBuffer end(File zip, RandomAccessFile file) throws IOException {
        byte[] tail = new byte[(int) Math.min(file.length(), END_SIZE + LONGEST_COMMENT)];
        file.seek(file.length() - tail.length);
        file.readFully(tail);
        ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail.length - END_SIZE; at >= 0; at--) {
            if (bytes.getInt(at) == END_SIGNATURE) {
                bytes.position(at);
                return bytes;
            }
        }
        throw new IOException("no zip file: " + zip);
    }
}
