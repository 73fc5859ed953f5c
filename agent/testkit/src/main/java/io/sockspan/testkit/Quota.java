package io.sockspan.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group of its own, in which processes share a part of a processor's time, as in a container (cgroups(7)). It has the greatest
 * weight, so that other work on the machine takes little of that part away. Needs root, and control groups that root may make: of version 1, or of version 2 with the controller cpu.
 */
public final class Quota implements AutoCloseable {
    private static final Path MOUNTED = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;

    /** Null if there is no limit. */
    private final Path group;

    private Quota(Path group) {
        this.group = group;
    }

    /** Whether this process may make such groups here. */
    public static boolean isAvailable() {
        try (Quota probe = of(1)) {
            return true;
        } catch (IOException notPermitted) {
            return false;
        }
    }

    /** @param processors as in 0.5; infinity for no limit */
    public static Quota of(double processors) throws IOException {
        if (Double.isInfinite(processors)) {
            return new Quota(null);
        }
        boolean isVersion2 = Files.exists(MOUNTED.resolve("cgroup.controllers"));
        Path around = isVersion2 ? MOUNTED : MOUNTED.resolve("cpu");
        try {
            Path group = Files.createTempDirectory(around, "sockspan-");
            Quota quota = new Quota(group);
            try {
                quota.limit(Math.round(processors * PERIOD_MICROS), isVersion2);
            } catch (IOException e) {
                quota.close();
                throw e;
            }
            return quota;
        } catch (IOException e) {
            throw new IOException("no control group with a quota can be made here: " + e);
        }
    }

    private void limit(long micros, boolean isVersion2) throws IOException {
        if (isVersion2) {
            Files.writeString(group.resolve("cpu.max"), micros + " " + PERIOD_MICROS);
            Files.writeString(group.resolve("cpu.weight"), "10000");
        } else {
            Files.writeString(group.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), String.valueOf(micros));
            Files.writeString(group.resolve("cpu.shares"), "262144");
        }
    }

    /** What to put before a command, so that a shell takes itself into the group and becomes the command. */
    public List<String> prefix() {
        return group == null
                ? List.of()
                : List.of("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh");
    }

    /** Removes the group. Its processes must have ended. */
    @Override
    public void close() throws IOException {
        if (group != null) {
            Files.delete(group);
        }
    }
}
