package io.sockspan.agent;

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

/** Makes a jar that is laid out like the agent's. */
final class JarBuilder {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    JarBuilder with(String name, String content) {
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A class of the test's own class path, under the name that hides it. */
    JarBuilder with(String tree, Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/');
        try (InputStream in = type.getResourceAsStream("/" + path + ".class")) {
            entries.put(tree + path + ".classdata", in.readAllBytes());
        }
        return this;
    }

    AgentJar in(Path directory) throws IOException {
        Path file = directory.resolve("agent.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return new AgentJar(file.toFile());
    }
}
