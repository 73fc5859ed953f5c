package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;

/**
 * Counts this process's descriptors by what stands behind them: the targets of the links in {@code /proc/self/fd} (proc_pid_fd(5)), and of
 * sockets what getsockopt says (socket(7)). It opens no descriptor but to list the directory, and does without that at the limit. For one
 * thread; never throws.
 */
public final class DescriptorKinds {
    /** More are not looked at one by one, which takes some microseconds each. */
    static final int MOST = 20_000;

    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;
    private static final int AF_UNIX = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;

    private final File directory;
    private final IntBinaryOperator socketOption;

    /** @param socketOption the value of an option of level SOL_SOCKET (second) of a descriptor (first); negative if it is not known */
    public DescriptorKinds(Proc proc, IntBinaryOperator socketOption) {
        this.directory = proc.file("self/fd");
        this.socketOption = socketOption;
    }

    /**
     * How many there are of each kind that there is: {@code TCP}, {@code UDP}, {@code Unix}, {@code other socket}, {@code eventpoll},
     * {@code pipe}, {@code file}, {@code other}, in this order.
     */
    public Map<String, Integer> count() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String kind : new String[] {"TCP", "UDP", "Unix", "other socket", "eventpoll", "pipe", "file", "other"}) {
            counts.put(kind, 0);
        }
        String[] names = list();
        int looked = names == null ? MOST : Math.min(MOST, names.length);
        int missing = 0;
        // Without a list there is no end; the kernel gives the lowest free number, so a long gap is the end.
        for (int i = 0; i < looked && missing < 256; i++) {
            String kind = kindOf(names == null ? Integer.toString(i) : names[i]);
            missing = kind == null ? missing + 1 : 0;
            if (kind != null) {
                counts.merge(kind, 1, Integer::sum);
            }
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private String[] list() {
        try {
            return directory.list();
        } catch (SecurityException denied) {
            return null;
        }
    }

    /** Null if there is no such descriptor any more. */
    private String kindOf(String number) {
        try {
            String target =
                    Files.readSymbolicLink(new File(directory, number).toPath()).toString();
            if (target.startsWith("socket:")) {
                return socket(Integer.parseInt(number));
            }
            if (target.startsWith("pipe:")) {
                return "pipe";
            }
            if (target.equals("anon_inode:[eventpoll]")) {
                return "eventpoll";
            }
            return target.startsWith("/") ? "file" : "other";
        } catch (IOException | RuntimeException closedMeanwhile) {
            return null;
        }
    }

    private String socket(int number) {
        if (socketOption.applyAsInt(number, SO_DOMAIN) == AF_UNIX) {
            return "Unix";
        }
        switch (socketOption.applyAsInt(number, SO_PROTOCOL)) {
            case IPPROTO_TCP:
                return "TCP";
            case IPPROTO_UDP:
                return "UDP";
            default:
                return "other socket";
        }
    }
}
