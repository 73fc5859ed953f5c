package io.sockspan.shading;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The jar that the build has packed from core and its libraries. */
final class ShadedJar {
    static final Path PATH = Path.of(System.getProperty("sockspan.shaded.jar"));

    private ShadedJar() {}

    /** Everything in it, by name. */
    static Map<String, byte[]> read() throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (JarFile jar = new JarFile(PATH.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (!entry.isDirectory()) {
                    content.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        return content;
    }
}
