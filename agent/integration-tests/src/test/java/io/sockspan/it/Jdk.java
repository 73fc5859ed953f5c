package io.sockspan.it;

import java.nio.file.Path;

/** A JVM to run applications on. */
record Jdk(int version, Path java) {
    @Override
    public String toString() {
        return "JDK " + version;
    }
}
