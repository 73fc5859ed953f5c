package io.sockspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Who a process is to the kernel: its user, its rights, and where it looks for files. Immutable; see proc(5). */
final class Credentials {
    /** Effective. */
    final int user;

    final int group;
    /** The permitted ones, a bit for each as in capabilities(7). */
    final long capabilities;
    /** Such as {@code user:[4026531837]}; empty where this process may not ask. */
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

    /** @throws IOException if it has ended, or does not let this process look */
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

    /** Behind the key there are the real, effective, saved and file system id. */
    private static int id(int pid, String key) {
        String[] ids = Proc.status(pid, key).split("\\s+");
        return Integer.parseInt(ids[Math.min(1, ids.length - 1)]);
    }

    boolean isRoot() {
        return user == 0;
    }

    /** Whether a path leads to the same file for both. */
    boolean seesSameTreeAs(Credentials other) {
        return mountNamespace.equals(other.mountNamespace) && root.equals(other.root);
    }

    /** Whether it may do all that the other may. */
    boolean hasAllRightsOf(Credentials other) {
        return (other.capabilities & ~capabilities) == 0;
    }
}
