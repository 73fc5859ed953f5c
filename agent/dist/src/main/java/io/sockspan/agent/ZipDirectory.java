package io.sockspan.agent;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** The central directory at the end of a zip file (APPNOTE.TXT, sections 4.3.12 and 4.3.16): its position and its checksum. Immutable. */
final class ZipDirectory {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int SIZE_AT = 12;
    private static final int OFFSET_AT = 16;
    private static final int LONGEST_COMMENT = 0xffff;

    private final int offset;
    private final int size;
    private final long checksum;

    private ZipDirectory(int offset, int size, long checksum) {
        this.offset = offset;
        this.size = size;
        this.checksum = checksum;
    }

    static ZipDirectory of(File zip) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip, "r")) {
            ByteBuffer end = end(zip, file);
            byte[] directory = new byte[end.getInt(end.position() + SIZE_AT)];
            int offset = end.getInt(end.position() + OFFSET_AT);
            file.seek(offset & 0xffff_ffffL);
            file.readFully(directory);
            CRC32 checksum = new CRC32();
            checksum.update(directory, 0, directory.length);
            return new ZipDirectory(offset, directory.length, checksum.getValue());
        }
    }

    int offset() {
        return offset;
    }

    int size() {
        return size;
    }

    /** The checksum of the whole directory: names, sizes and checksums of all entries. */
    long checksum() {
        return checksum;
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
