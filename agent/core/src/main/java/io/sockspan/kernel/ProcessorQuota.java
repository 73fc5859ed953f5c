package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;

/**
 * How much processor time the control group of this process may use, as containers limit it: {@code cpu.max} of version 2, or {@code
 * cpu.cfs_quota_us} of version 1 (cgroups(7)).
 */
public final class ProcessorQuota {
    private static final String VERSION_2 = "0::";

    private final Proc proc;
    private final File groups;

    /** @param groups where control groups are mounted, {@code /sys/fs/cgroup} */
    ProcessorQuota(Proc proc, File groups) {
        this.proc = proc;
        this.groups = groups;
    }

    /** Processors, as in 0.5; infinity if there is no limit, or if it cannot be read. */
    public static double ofThisProcess() {
        return new ProcessorQuota(Proc.ofThisSystem(), new File("/sys/fs/cgroup")).processors();
    }

    double processors() {
        double least = Double.POSITIVE_INFINITY;
        try {
            String own = proc.text("self/cgroup");
            int from = 0;
            for (int end; (end = own.indexOf('\n', from)) >= 0; from = end + 1) {
                least = Math.min(least, processors(own.substring(from, end)));
            }
        } catch (IOException | RuntimeException unreadable) {
            // No Linux, or files of another form.
        }
        return least;
    }

    /** @param line as in {@code 0::/path} or {@code 3:cpu,cpuacct:/path} */
    private double processors(String line) {
        if (line.startsWith(VERSION_2)) {
            return least(groups, line.substring(VERSION_2.length()), true);
        }
        int colon = line.indexOf(':') + 1;
        int path = line.indexOf(':', colon);
        String controllers = "," + line.substring(colon, path) + ",";
        if (!controllers.contains(",cpu,")) {
            return Double.POSITIVE_INFINITY;
        }
        return least(new File(groups, "cpu"), line.substring(path + 1), false);
    }

    /** The least quota of a group and those around it. In a container the path may be that of the host, and only the root is there. */
    private static double least(File root, String path, boolean version2) {
        double least = Double.POSITIVE_INFINITY;
        String group = path;
        while (true) {
            File directory = new File(root, group);
            least = Math.min(least, version2 ? max(directory) : quota(directory));
            if (group.isEmpty()) {
                return least;
            }
            group = group.substring(0, Math.max(0, group.lastIndexOf('/')));
        }
    }

    private static double max(File group) {
        try {
            String max = Proc.text(new File(group, "cpu.max")).trim();
            int space = max.indexOf(' ');
            return processors(max.substring(0, space), max.substring(space + 1));
        } catch (IOException | RuntimeException noLimit) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private static double quota(File group) {
        try {
            return processors(
                    Proc.text(new File(group, "cpu.cfs_quota_us")).trim(),
                    Proc.text(new File(group, "cpu.cfs_period_us")).trim());
        } catch (IOException | RuntimeException noLimit) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private static double processors(String quota, String period) {
        if (quota.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        long micros = Long.parseLong(quota);
        return micros > 0 ? micros / (double) Long.parseLong(period) : Double.POSITIVE_INFINITY;
    }
}
