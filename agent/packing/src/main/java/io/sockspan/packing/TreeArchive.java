package io.sockspan.packing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes the trees of classes and resources that only the agent's own loaders read into one file with a table of hashes at its beginning. To find
 * a class in it takes no search through the thousands of entries that a zip file would have, whose names the JDK reads one character at a time
 * when it opens the file. {@code io.sockspan.agent.TreeArchive} reads it, and has the layout.
 */
public final class TreeArchive {
    private static final String CLASS_FILE = ".class";
    private static final int MAGIC = 0x534f434b;
    private static final int HEADER = 8;
    private static final int SLOT = 16;

    private final SortedMap<String, byte[]> contents = new TreeMap<>();

    /** @param arguments the folder, and the file to write */
    public static void main(String... arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        TreeArchive archive = new TreeArchive();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                archive.add(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        Files.write(Path.of(arguments[1]), archive.content());
    }

    /** @param path with its tree, such as {@code core/a/B.class} */
    public TreeArchive add(String path, byte[] content) {
        contents.put(keyOf(path), content);
        return this;
    }

    /** Classes are found by their binary names. */
    private static String keyOf(String path) {
        if (!path.endsWith(CLASS_FILE)) {
            return path;
        }
        int tree = path.indexOf('/') + 1;
        return path.substring(0, tree)
                + path.substring(tree, path.length() - CLASS_FILE.length()).replace('/', '.');
    }

    /** @throws IOException if two keys have the same hashes */
    public byte[] content() throws IOException {
        int slots = Integer.highestOneBit(Math.max(2, 3 * contents.size()));
        ByteBuffer table = ByteBuffer.allocate(HEADER + slots * SLOT);
        table.putInt(MAGIC).putInt(slots);
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
            byte[] record = record(entry.getValue());
            int slot = freeSlot(entry.getKey(), slots, table);
            table.putInt(slot + 8, table.capacity() + records.size()).putInt(slot + 12, record.length);
            records.write(record);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(table.array());
        records.writeTo(all);
        return all.toByteArray();
    }

    /** The position of the key's slot, in which its hashes are written. */
    private static int freeSlot(String key, int slots, ByteBuffer table) throws IOException {
        byte[] name = key.getBytes(StandardCharsets.ISO_8859_1);
        if (!new String(name, StandardCharsets.ISO_8859_1).equals(key)) {
            throw new IOException("a name outside of ISO 8859-1: " + key);
        }
        int crc = checksum(new CRC32(), name);
        int adler = checksum(new Adler32(), name);
        int slot = crc & slots - 1;
        while (true) {
            int at = HEADER + slot * SLOT;
            if (table.getInt(at + 12) == 0) {
                table.putInt(at, crc).putInt(at + 4, adler);
                return at;
            }
            if (table.getInt(at) == crc && table.getInt(at + 4) == adler) {
                throw new IOException("another key has the hashes of " + key);
            }
            slot = slot + 1 & slots - 1;
        }
    }

    private static byte[] record(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream record = new DataOutputStream(bytes);
        record.writeInt(content.length);
        record.writeInt(checksum(new CRC32(), content));
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (OutputStream deflated = new DeflaterOutputStream(bytes, deflater)) {
            deflated.write(content);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static int checksum(Checksum checksum, byte[] bytes) {
        checksum.update(bytes, 0, bytes.length);
        return (int) checksum.getValue();
    }
}
