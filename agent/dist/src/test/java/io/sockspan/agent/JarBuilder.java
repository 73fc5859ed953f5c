package io.sockspan.agent;

import io.sockspan.packing.TreeArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;

/** Makes a jar that is laid out like the agent's. */
final class JarBuilder {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final TreeArchive trees = new TreeArchive();

    /** Something that everybody sees. */
    JarBuilder with(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Something in a tree, by its path. */
    JarBuilder in(String tree, String path, String content) {
        trees.add(tree + path, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A class of the test's own class path. */
    JarBuilder with(String tree, Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/');
        try (InputStream in = type.getResourceAsStream("/" + path + ".class")) {
            trees.add(tree + path + ".class", in.readAllBytes());
        }
        return this;
    }

    AgentJar in(Path directory) throws IOException {
        entries.put(AgentJar.ARCHIVE, trees.content());
        Path file = directory.resolve("agent.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(stored(entry.getKey(), entry.getValue()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return new AgentJar(file.toFile());
    }

    private static JarEntry stored(String name, byte[] content) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        JarEntry entry = new JarEntry(name);
        entry.setMethod(JarEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        return entry;
    }
}
