package io.sockspan.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * This process's file descriptors: how many are open, how many may be open, and the inode of each socket (proc_pid_fd(5),
 * proc_pid_limits(5)). For one thread; never throws.
 */
public final class Descriptors {
    private static final String SOFT_LIMIT = "\nMax open files ";
    private static final String SOCKET = "socket:[";
    /** The number of descriptors that may be opened or closed between two counts. */
    private static final int SLACK = 16;

    private final Proc proc;
    private final File directory;
    private final boolean sizeIsCount;
    private OptionalLong limit = OptionalLong.empty();
    private String problem;

    public Descriptors(Proc proc) {
        this.proc = proc;
        this.directory = proc.file("self/fd");
        this.sizeIsCount = sizeIsCount();
        limit();
    }

    /** The number of open descriptors; empty if unknown. */
    public OptionalLong open() {
        return sizeIsCount ? OptionalLong.of(size()) : list();
    }

    /** As {@link #open}, in a few microseconds; empty where that takes a listing (before Linux 6.2). */
    public OptionalLong counted() {
        return sizeIsCount ? OptionalLong.of(size()) : OptionalLong.empty();
    }

    /**
     * Whether no descriptor is left: the directory may be read, and yet cannot be listed, because that takes one.
     *
     * @param open the answer of {@link #open}
     */
    public boolean areExhausted(OptionalLong open) {
        try {
            return !open.isPresent() && directory.canRead();
        } catch (SecurityException denied) {
            return false;
        }
    }

    /** The most descriptors that may be open at once (the soft {@code RLIMIT_NOFILE}); empty if unknown or unlimited. */
    public OptionalLong limit() {
        try {
            limit = softLimit("\n" + proc.text("self/limits"));
        } catch (IOException | NumberFormatException | SecurityException notAvailable) {
            // At the limit no file can be opened, so the previous value is returned; without one, as many as are open.
            String reason = String.valueOf(notAvailable.getMessage());
            if (!limit.isPresent() && reason.contains("Too many open files")) {
                limit = open();
            }
            first(Proc.cannotRead(proc.file("self/limits"), notAvailable));
        }
        return limit;
    }

    private static OptionalLong softLimit(String limits) {
        int line = limits.indexOf(SOFT_LIMIT);
        if (line < 0) {
            return OptionalLong.empty();
        }
        String values = limits.substring(line + SOFT_LIMIT.length()).trim();
        String soft = values.substring(0, values.indexOf(' '));
        return soft.equals("unlimited") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(soft));
    }

    /** The inode of a descriptor's socket, equal to {@link Row#inode()}; empty if the descriptor is closed or is not a socket. */
    public OptionalLong socketInode(int descriptor) {
        try {
            File link = new File(directory, Integer.toString(descriptor));
            String target = Files.readSymbolicLink(link.toPath()).toString();
            return target.startsWith(SOCKET)
                    ? OptionalLong.of(Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)))
                    : OptionalLong.empty();
        } catch (IOException | RuntimeException closedMeanwhile) {
            return OptionalLong.empty();
        }
    }

    /** The inodes of all sockets of this process, of any kind, by descriptor number; empty if the directory cannot be listed. */
    public Map<Integer, Long> socketInodes() {
        Map<Integer, Long> inodes = new HashMap<>();
        try {
            String[] names = directory.list();
            for (String name : names == null ? new String[0] : names) {
                int descriptor = Integer.parseInt(name);
                socketInode(descriptor).ifPresent(inode -> inodes.put(descriptor, inode));
            }
        } catch (SecurityException | NumberFormatException denied) {
            first(Proc.cannotRead(directory, denied));
        }
        return inodes;
    }

    /** The numbers of the open descriptors in no order; empty if the directory cannot be listed. */
    public int[] numbers() {
        try {
            String[] names = directory.list();
            int[] numbers = new int[names == null ? 0 : names.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Integer.parseInt(names[i]);
            }
            return numbers;
        } catch (SecurityException | NumberFormatException denied) {
            first(Proc.cannotRead(directory, denied));
            return new int[0];
        }
    }

    /** The first failure in one line; null if there was none. */
    public String problem() {
        return problem;
    }

    /**
     * Since Linux 6.2 the size of the directory is the number of descriptors ({@code proc_readfd_count} in {@code fs/proc/fd.c}). Reading
     * the size needs no descriptor, so it works at the limit, and it makes no garbage. The constructor compares it with the list once,
     * because the size has other meanings on older kernels. At the limit there is no list, and any size is believed: there it was zero.
     */
    private boolean sizeIsCount() {
        long before = size();
        OptionalLong listed = list();
        long after = size();
        if (!listed.isPresent()) {
            return after > 0;
        }
        // The application may open many meanwhile.
        long count = listed.getAsLong();
        return after > 0 && count >= Math.min(before, after) - SLACK && count <= Math.max(before, after) + SLACK;
    }

    private long size() {
        try {
            return directory.length();
        } catch (SecurityException denied) {
            return 0;
        }
    }

    private OptionalLong list() {
        try {
            String[] names = directory.list();
            if (names != null) {
                // The list includes the descriptor through which the directory was read.
                return OptionalLong.of(names.length - 1);
            }
            first("cannot list " + directory.getPath());
        } catch (SecurityException denied) {
            first(Proc.cannotRead(directory, denied));
        }
        return OptionalLong.empty();
    }

    private void first(String what) {
        if (problem == null) {
            problem = what;
        }
    }
}
