package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** Where the proc file system is mounted; tests bring a directory of their own. Immutable, for all threads. */
public final class Proc {
    /** More than any of the small files holds that are read whole. */
    private static final int SMALL_FILE = 8192;

    private final File root;

    public Proc(File root) {
        this.root = root;
    }

    /** The proc file system of this system, be it there or not. */
    public static Proc ofThisSystem() {
        return new Proc(new File("/proc"));
    }

    /** Whether the kernel's table of TCP sockets can be read here: on Linux yes, elsewhere no. */
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
        byte[] bytes = new byte[SMALL_FILE];
        int length = 0;
        // Not a FileInputStream: on Java 8 each of those has a finalizer.
        try (RandomAccessFile file = new RandomAccessFile(file(path), "r")) {
            int read;
            while (length < bytes.length && (read = file.read(bytes, length, bytes.length - length)) > 0) {
                length += read;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    /** One line for people: which file could not be read, and why. */
    static String cannotRead(File file, Exception why) {
        String reason = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        // FileNotFoundException names the file already, a failed read does not.
        return "cannot read " + (reason.contains(file.getPath()) ? reason : file.getPath() + " (" + reason + ")");
    }
}
