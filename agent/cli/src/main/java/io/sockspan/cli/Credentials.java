package io.sockspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The credentials of a process: its user, its capabilities, and its directories. Immutable; see proc(5). */
final class Credentials {
    /** Effective. */
    final int user;

    final int group;
    /** The permitted capabilities, a bit for each as in capabilities(7). */
    final long capabilities;
    /** Such as {@code user:[4026531837]}; empty if this process may not read it. */
    final String userNamespace;

    final String mountNamespace;
    /** Identifies its root directory. */
    final Object root;

    Credentials(int user, int group, long capabilities, String userNamespace, String mountNamespace, Object root) {
        this.user = user;
        this.group = group;
        this.capabilities = capabilities;
        this.userNamespace = userNamespace;
        this.mountNamespace = mountNamespace;
        this.root = root;
    }

    /** @throws IOException if the process has ended, or this process may not inspect it */
    static Credentials of(int pid) throws IOException {
        Path directory = Proc.of(pid);
        try {
            return new Credentials(
                    id(pid, "Uid"),
                    id(pid, "Gid"),
                    Long.parseUnsignedLong(Proc.status(pid, "CapPrm"), 16),
                    Proc.link(pid, "ns/user"),
                    Proc.link(pid, "ns/mnt"),
                    Files.getAttribute(directory.resolve("root"), "unix:ino"));
        } catch (NumberFormatException e) {
            throw new IOException("process " + pid + " has ended");
        }
    }

    /** The key is followed by the real, effective, saved and file system id. */
    private static int id(int pid, String key) {
        String[] ids = Proc.status(pid, key).split("\\s+");
        return Integer.parseInt(ids[Math.min(1, ids.length - 1)]);
    }

    boolean isRoot() {
        return user == 0;
    }

    /** Whether a path names the same file for both. */
    boolean seesSameTreeAs(Credentials other) {
        return mountNamespace.equals(other.mountNamespace) && root.equals(other.root);
    }

    /** Whether this process may do everything that the other may. */
    boolean hasAllRightsOf(Credentials other) {
        return (other.capabilities & ~capabilities) == 0;
    }
}
