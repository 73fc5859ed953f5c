package io.sockspan.testkit;

import java.nio.file.Path;

/** Commands that run another with directories of its own. They need root. */
public final class Container {
    /** Where the applications' classes are in there. */
    public static final Path APPS = Path.of("/mnt");

    private Container() {}

    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** With an empty /tmp. */
    public static String[] withOwnTmp() {
        return mounting(apps() + "mount -t tmpfs none /tmp; ");
    }

    /** With no room left where files are exchanged. */
    public static String[] withFullDirectories() {
        return mounting(apps() + full("/tmp") + full("/var/tmp") + full("/dev/shm"));
    }

    /** With no room left in that directory. */
    public static String[] onAFullDisk(Path directory) {
        return mounting(full(directory.toString()));
    }

    private static String apps() {
        return "mount --bind '" + TargetJvm.property("sockspan.it.apps") + "' " + APPS + "; ";
    }

    private static String full(String directory) {
        return "mount -t tmpfs -o size=64k none '" + directory + "'; head -c 1M /dev/zero > '" + directory
                + "/filler' 2> /dev/null || true; ";
    }

    /** The process id stays the command's own. */
    private static String[] mounting(String mounts) {
        return new String[] {"unshare", "--mount", "sh", "-c", "set -e; " + mounts + "exec \"$@\"", "sh"};
    }
}
