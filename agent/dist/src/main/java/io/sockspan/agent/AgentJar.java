package io.sockspan.agent;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The agent's own jar. Besides the launcher's classes it holds three trees whose class files end in {@code .classdata}, so that no
 * scanner of the application's class path takes them for classes: {@code bootstrap/}, {@code core/} and {@code cli/}.
 *
 * <p>It is read through the JDK's {@link JarFile} at first, which has the file open anyway. Once it is {@link #keep kept} in memory, the file may
 * be overwritten in place, and the agent goes on.
 */
final class AgentJar implements Closeable {
    private static final String CLASS_FILE = ".class";
    private static final String CLASS_LIST = "classes.txt";
    private static final String CLASS_DATA = ".classdata";
    /** The agent's classes in the application's loader: its entry, and what answers questions. */
    private static final String[] OWN = {"io/sockspan/agent/", "io/sockspan/protocol/"};

    private final File file;
    private final JarFile jar;
    private final long checksum;
    private volatile JarSnapshot snapshot;

    /** @throws IOException with the path, if there is no such jar or it cannot be read */
    AgentJar(File file) throws IOException {
        this.file = file;
        try {
            // The jar is not signed; not looking for signatures saves reading the manifest's digests.
            this.jar = new JarFile(file, false);
            this.checksum = ZipDirectory.of(file).checksum();
        } catch (IOException e) {
            throw new IOException("the jar that this JVM has loaded Sockspan from cannot be read: " + file, e);
        }
    }

    /**
     * Stands for the content: equal for jars that hold the same. It is the checksum of the jar's directory, which has the checksums of all
     * entries; to ask for the thousands of entries one by one would be felt at the application's start.
     */
    String identity() {
        return Long.toHexString(checksum);
    }

    /**
     * Keeps everything in memory from now on, some 5.5 MB, and closes the file; and loads the classes that the system loader would read from the
     * jar only when somebody asks the agent. Takes some ten milliseconds, so it is not for the application's thread.
     *
     * @throws IOException if the file cannot be read, or is another already
     */
    void keep() throws IOException {
        JarSnapshot kept = JarSnapshot.of(file, checksum);
        for (String prefix : OWN) {
            for (String name : kept.names(prefix)) {
                if (name.endsWith(CLASS_FILE)) {
                    load(name.substring(0, name.length() - CLASS_FILE.length()).replace('/', '.'));
                }
            }
        }
        synchronized (this) {
            snapshot = kept;
            close();
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, AgentJar.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError elsewhere) {
            // A test of the launcher has its classes in a folder.
        }
    }

    @Override
    public void close() {
        try {
            jar.close();
        } catch (IOException nothingWasWritten) {
            // The descriptor is given back all the same.
        }
    }

    /** The content of a resource of one tree; null if there is none. */
    byte[] read(String tree, String resource) throws IOException {
        JarSnapshot kept = snapshot;
        if (kept == null) {
            synchronized (this) {
                kept = snapshot;
                if (kept == null) {
                    return readFile(stored(tree, resource));
                }
            }
        }
        return kept.read(stored(tree, resource));
    }

    private byte[] readFile(String name) throws IOException {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null) {
            return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            ByteArrayOutputStream content = new ByteArrayOutputStream(Math.max(1024, (int) entry.getSize()));
            byte[] buffer = new byte[8192];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                content.write(buffer, 0, count);
            }
            return content.toByteArray();
        }
    }

    boolean has(String tree, String resource) {
        JarSnapshot kept = snapshot;
        if (kept == null) {
            synchronized (this) {
                kept = snapshot;
                if (kept == null) {
                    return jar.getJarEntry(stored(tree, resource)) != null;
                }
            }
        }
        return kept.has(stored(tree, resource));
    }

    /** The binary names of all classes of a tree that has a list of them; the jar's directory is too long to search it for them. */
    List<String> classes(String tree) throws IOException {
        String list = new String(read(tree, CLASS_LIST), StandardCharsets.US_ASCII);
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int end; (end = list.indexOf('\n', from)) >= 0; from = end + 1) {
            names.add(list.substring(from, end).replace('/', '.'));
        }
        return names;
    }

    private static String stored(String tree, String resource) {
        String stored = resource.endsWith(CLASS_FILE)
                ? resource.substring(0, resource.length() - CLASS_FILE.length()) + CLASS_DATA
                : resource;
        return tree + stored;
    }
}
