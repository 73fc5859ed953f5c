package io.sockspan.agent;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's own jar. Besides the launcher's classes it holds an archive of three trees, which no scanner of the application's class path takes
 * for classes: {@code bootstrap/}, {@code core/} and {@code cli/}.
 *
 * <p>It is read from the file at first. Once it is {@link #keep kept} in memory, the file may be overwritten in place, and the agent goes on.
 */
final class AgentJar implements Closeable {
    /** The entry with the {@link TreeArchive}, stored without compression: what is in it is compressed. */
    static final String ARCHIVE = "sockspan.trees";

    private static final String CLASS_FILE = ".class";
    private static final String CLASS_LIST = "classes.txt";
    /** The agent's classes in the application's loader: its entry, and what answers questions. */
    private static final String[] OWN = {"io/sockspan/agent/", "io/sockspan/protocol/"};

    private static final int LOCAL_HEADER = 30;
    private static final int LOCAL_NAME_AT = 26;

    /** The bytes of an open file. A class of its own: a lambda would make the JVM spin one at each start. */
    private static final class FileSource implements TreeArchive.Source {
        private final RandomAccessFile file;

        FileSource(RandomAccessFile file) {
            this.file = file;
        }

        @Override
        public byte[] copy(int from, int length) throws IOException {
            byte[] copy = new byte[length];
            file.seek(from);
            file.readFully(copy);
            return copy;
        }
    }

    private final File file;
    private final RandomAccessFile open;
    private final ZipDirectory directory;
    private final TreeArchive inFile;
    private volatile TreeArchive kept;

    /** @throws IOException with the path, if there is no such jar or it cannot be read */
    AgentJar(File file) throws IOException {
        this.file = file;
        try {
            open = new RandomAccessFile(file, "r");
            try {
                directory = ZipDirectory.of(file);
                inFile = new TreeArchive(new FileSource(open), archive());
            } catch (IOException | RuntimeException e) {
                open.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("the jar that this JVM has loaded Sockspan from cannot be read: " + file, e);
        }
    }

    private int archive() throws IOException {
        int at = directory.headerOf(ARCHIVE);
        ByteBuffer header =
                ByteBuffer.wrap(new FileSource(open).copy(at, LOCAL_HEADER)).order(ByteOrder.LITTLE_ENDIAN);
        return at + LOCAL_HEADER + header.getShort(LOCAL_NAME_AT) + header.getShort(LOCAL_NAME_AT + 2);
    }

    /**
     * Stands for the content: equal for jars that hold the same. It is the checksum of the jar's directory, which has the checksums of all
     * entries.
     */
    String identity() {
        return Long.toHexString(directory.checksum());
    }

    /**
     * Keeps everything in memory from now on, some 5 MB, and closes the file; and loads the classes that the system loader would read from the
     * jar only when somebody asks the agent. Takes some ten milliseconds, so it is not for the application's thread.
     *
     * @throws IOException if the file cannot be read, or is another already
     */
    void keep() throws IOException {
        TreeArchive copy = inFile.in(JarSnapshot.of(file, directory));
        for (String prefix : OWN) {
            for (String name : directory.names(prefix)) {
                if (name.endsWith(CLASS_FILE)) {
                    load(name.substring(0, name.length() - CLASS_FILE.length()).replace('/', '.'));
                }
            }
        }
        synchronized (this) {
            kept = copy;
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
            open.close();
        } catch (IOException nothingWasWritten) {
            // The descriptor is given back all the same.
        }
    }

    /** The class file of a class of one tree, by its binary name; null if there is none. */
    byte[] readClass(String tree, String name) throws IOException {
        TreeArchive archive = kept;
        if (archive == null) {
            synchronized (this) {
                archive = kept;
                if (archive == null) {
                    return inFile.read(tree.concat(name));
                }
            }
        }
        return archive.read(tree.concat(name));
    }

    /** The content of a resource of one tree, or of a class file by its path; null if there is none. */
    byte[] read(String tree, String resource) throws IOException {
        return readClass(tree, nameOf(resource));
    }

    boolean has(String tree, String resource) {
        return inFile.has(tree.concat(nameOf(resource)));
    }

    private static String nameOf(String resource) {
        return resource.endsWith(CLASS_FILE)
                ? resource.substring(0, resource.length() - CLASS_FILE.length()).replace('/', '.')
                : resource;
    }

    /** The binary names of all classes of a tree that has a list of them. */
    List<String> classes(String tree) throws IOException {
        String list = new String(read(tree, CLASS_LIST), StandardCharsets.US_ASCII);
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int end; (end = list.indexOf('\n', from)) >= 0; from = end + 1) {
            names.add(list.substring(from, end).replace('/', '.'));
        }
        return names;
    }
}
