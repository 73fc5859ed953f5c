package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** The root directory of the proc file system (proc(5)). Tests use a directory of their own. Immutable, for all threads. */
public final class Proc {
    /** Larger than any file that is read as a whole. */
    private static final int SMALL_FILE = 8192;

    private final File root;

    public Proc(File root) {
        this.root = root;
    }

    /** {@code /proc}, which need not exist. */
    public static Proc ofThisSystem() {
        return new Proc(new File("/proc"));
    }

    /** Whether {@code /proc/self/net/tcp} can be read. True on Linux only. */
    public boolean isAvailable() {
        try {
            return file("self/net/tcp").canRead();
        } catch (SecurityException denied) {
            return false;
        }
    }

    File file(String path) {
        return new File(root, path);
    }

    /** The first 8 KB of a file. */
    String text(String path) throws IOException {
        return text(file(path));
    }

    /** The first 8 KB of a file. */
    static String text(File from) throws IOException {
        byte[] bytes = new byte[SMALL_FILE];
        int length = 0;
        // Not a FileInputStream, because each of those has a finalizer on Java 8.
        try (RandomAccessFile file = new RandomAccessFile(from, "r")) {
            int read;
            while (length < bytes.length && (read = file.read(bytes, length, bytes.length - length)) > 0) {
                length += read;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    /** One line for people: the file that could not be read, and the reason. */
    static String cannotRead(File file, Exception why) {
        String reason = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        // The message of FileNotFoundException contains the file name, that of a failed read does not.
        return "cannot read " + (reason.contains(file.getPath()) ? reason : file.getPath() + " (" + reason + ")");
    }
}
