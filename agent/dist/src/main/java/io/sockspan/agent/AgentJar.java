package io.sockspan.agent;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The agent's own jar. Besides the launcher's classes it holds three trees whose class files end in {@code .classdata}, so that no
 * scanner of the application's class path takes them for classes: {@code bootstrap/}, {@code core/} and {@code cli/}.
 */
final class AgentJar implements Closeable {
    private static final String CLASS_FILE = ".class";
    private static final String CLASS_DATA = ".classdata";

    private final JarFile jar;

    /** @throws IOException with the path, if there is no such jar or it cannot be read */
    AgentJar(File file) throws IOException {
        try {
            // The jar is not signed; not looking for signatures saves reading the manifest's digests.
            this.jar = new JarFile(file, false);
        } catch (IOException e) {
            throw new IOException("the jar that this JVM has loaded Sockspan from cannot be read: " + file, e);
        }
    }

    /**
     * Stands for the content: equal for jars that hold the same. It is the checksum of the jar's directory, which has the checksums of all
     * entries; to ask for the thousands of entries one by one would be felt at the application's start.
     */
    String identity() throws IOException {
        return Long.toHexString(ZipDirectory.checksum(new File(jar.getName())));
    }

    @Override
    public void close() {
        try {
            jar.close();
        } catch (IOException nothingWasWritten) {
            // The descriptor is given back all the same.
        }
    }

    /** The content of a resource of one tree, or null if there is none. */
    byte[] read(String tree, String resource) throws IOException {
        JarEntry entry = entry(tree, resource);
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
        return entry(tree, resource) != null;
    }

    /** The binary names of all classes of one tree. */
    List<String> classes(String tree) {
        List<String> names = new ArrayList<>();
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (name.startsWith(tree) && name.endsWith(CLASS_DATA)) {
                names.add(name.substring(tree.length(), name.length() - CLASS_DATA.length())
                        .replace('/', '.'));
            }
        }
        return names;
    }

    private JarEntry entry(String tree, String resource) {
        String stored = resource.endsWith(CLASS_FILE)
                ? resource.substring(0, resource.length() - CLASS_FILE.length()) + CLASS_DATA
                : resource;
        return jar.getJarEntry(tree + stored);
    }
}
