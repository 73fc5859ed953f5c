package io.sockspan.testkit;

import java.nio.file.Path;

/** A JVM to run applications on. */
public record Jdk(int version, Path java) {
    @Override
    public String toString() {
        return "JDK " + version;
    }
}
