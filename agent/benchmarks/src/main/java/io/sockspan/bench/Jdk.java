package io.sockspan.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** A JDK to measure on: its version as it is called in tables, and its directory. */
record Jdk(String version, Path home) {
    /** Reads {@code 17=/path/to/jdk}. */
    static Jdk parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("\"" + text + "\" is not VERSION=DIRECTORY");
        }
        Jdk jdk = new Jdk(text.substring(0, equals), Path.of(text.substring(equals + 1)));
        if (!Files.isExecutable(jdk.java())) {
            throw new IllegalArgumentException(jdk.home + " has no bin/java");
        }
        return jdk;
    }

    /** The one that runs this. */
    static Jdk own() {
        return new Jdk(String.valueOf(Runtime.version().feature()), Path.of(System.getProperty("java.home")));
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }
}
