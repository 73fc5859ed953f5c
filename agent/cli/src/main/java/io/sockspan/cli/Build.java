package io.sockspan.cli;

import java.io.File;

/** What this command is part of. Immutable. */
final class Build {
    /** The jar that this command was started from, and that is loaded into JVMs; absolute. */
    final File jar;

    final String version;

    Build(File jar, String version) {
        this.jar = jar.getAbsoluteFile();
        this.version = version;
    }
}
