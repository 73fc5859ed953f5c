package io.sockspan.testkit;

import java.nio.file.Path;

/** Commands that run another command with directories of its own. They need root. */
public final class Container {
    /** The path of the applications' classes in the container. */
    public static final Path APPS = Path.of("/mnt");

    private Container() {}

    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** A command that runs another with an empty /tmp. */
    public static String[] withOwnTmp() {
        return mounting(apps() + "mount -t tmpfs none /tmp; ");
    }

    /** A command that runs another with no space left in the directories for temporary and exchanged files. */
    public static String[] withFullDirectories() {
        return mounting(apps() + full("/tmp") + full("/var/tmp") + full("/dev/shm"));
    }

    /** A command that runs another with no space left in that directory. */
    public static String[] onAFullDisk(Path directory) {
        return mounting(full(directory.toString()));
    }

    /** A command that runs another with a /tmp that cannot be written to, except in that directory in it. */
    public static String[] withReadOnlyTmp(Path directory) {
        String exception = "'" + directory + "'";
        return mounting("mount --bind /tmp /tmp; mount -o remount,bind,ro /tmp; mount --bind " + exception + " "
                + exception + "; mount -o remount,bind,rw " + exception + "; ");
    }

    private static String apps() {
        return "mount --bind '" + TargetJvm.property("sockspan.it.apps") + "' " + APPS + "; ";
    }

    private static String full(String directory) {
        return "mount -t tmpfs -o size=64k none '" + directory + "'; head -c 1M /dev/zero > '" + directory
                + "/filler' 2> /dev/null || true; ";
    }

    /** The process id is that of the other command. */
    private static String[] mounting(String mounts) {
        return new String[] {"unshare", "--mount", "sh", "-c", "set -e; " + mounts + "exec \"$@\"", "sh"};
    }
}
