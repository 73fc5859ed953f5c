package io.sockspan.cli;

import java.io.File;

/** The build that this command belongs to. Immutable. */
final class Build {
    /** The jar that this command was started from, and that it loads into JVMs; absolute. */
    final File jar;

    final String version;

    Build(File jar, String version) {
        this.jar = jar.getAbsoluteFile();
        this.version = version;
    }
}
