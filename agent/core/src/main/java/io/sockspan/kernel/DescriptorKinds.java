package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.function.IntPredicate;

/**
 * Counts this process's descriptors by kind. The kind comes from the link in {@code /proc/self/fd} (proc_pid_fd(5)) and, for a socket, from
 * getsockopt (socket(7)). What is expected to be a TCP socket is only asked whether it is one, which takes a fifth of the link's time.
 *
 * <p>The class opens a descriptor only to list the directory. At the limit of descriptors it counts without that list. For one thread; never
 * throws.
 */
public final class DescriptorKinds {
    /** The most descriptors that are checked, because each check takes some microseconds. */
    static final int MOST = 20_000;

    private static final String OWN = "of Sockspan";

    private static final int SO_PROTOCOL = 38;
    private static final int SO_DOMAIN = 39;
    private static final int AF_UNIX = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;

    private final File directory;
    private final IntBinaryOperator socketOption;
    private final IntPredicate own;
    private final IntPredicate probablyTcp;

    /**
     * @param socketOption returns an option of level SOL_SOCKET (second argument) of a descriptor (first argument); negative if unknown
     * @param own whether the descriptor with that number is the agent's own
     * @param probablyTcp whether the descriptor with that number is known as a TCP socket, and may yet be something else by now
     */
    public DescriptorKinds(Proc proc, IntBinaryOperator socketOption, IntPredicate own, IntPredicate probablyTcp) {
        this.directory = proc.file("self/fd");
        this.socketOption = socketOption;
        this.own = own;
        this.probablyTcp = probablyTcp;
    }

    /**
     * The number of open descriptors of each kind that occurs: {@code TCP}, {@code UDP}, {@code Unix}, {@code other socket},
     * {@code eventpoll}, {@code eventfd}, {@code inotify}, {@code pipe}, {@code file}, {@code other}, {@code of Sockspan}, in this order.
     */
    public Map<String, Integer> count() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String kind : new String[] {
            "TCP", "UDP", "Unix", "other socket", "eventpoll", "eventfd", "inotify", "pipe", "file", "other", OWN
        }) {
            counts.put(kind, 0);
        }
        String[] names = list();
        int checked = names == null ? MOST : Math.min(MOST, names.length);
        int missing = 0;
        // Without a list the highest number is unknown. The kernel assigns the lowest free number, so a long gap marks
        // the end.
        for (int i = 0; i < checked && missing < 256; i++) {
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

    /** Null if the descriptor is closed. */
    private String kindOf(String number) {
        try {
            if (isTcpAsExpected(Integer.parseInt(number))) {
                return "TCP";
            }
            String target =
                    Files.readSymbolicLink(new File(directory, number).toPath()).toString();
            if (own.test(Integer.parseInt(number))) {
                return OWN;
            }
            if (target.startsWith("socket:")) {
                return socket(Integer.parseInt(number));
            }
            if (target.startsWith("pipe:")) {
                return "pipe";
            }
            if (target.equals("anon_inode:[eventpoll]")) {
                return "eventpoll";
            }
            // By which a selector is woken up; on JDK 8 and 11 a pipe is.
            if (target.equals("anon_inode:[eventfd]")) {
                return "eventfd";
            }
            // A WatchService's, which has a pair of Unix sockets beside it.
            if (target.equals("anon_inode:inotify")) {
                return "inotify";
            }
            return target.startsWith("/") ? "file" : "other";
        } catch (IOException | RuntimeException closedMeanwhile) {
            return null;
        }
    }

    private boolean isTcpAsExpected(int number) {
        return probablyTcp.test(number)
                && !own.test(number)
                && socketOption.applyAsInt(number, SO_PROTOCOL) == IPPROTO_TCP;
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
