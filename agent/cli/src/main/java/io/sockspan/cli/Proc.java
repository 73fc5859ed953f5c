package io.sockspan.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads Linux's {@code /proc} about processes. A value that cannot be read is empty. */
final class Proc {
    private static final Path PROC = Paths.get("/proc");
    /** The signal that asks a JVM to let somebody attach; it ends a process without a handler for it. */
    private static final int SIGQUIT = 3;

    private static final int LONGEST = 1 << 16;

    private Proc() {}

    static boolean isThere() {
        return Files.isDirectory(PROC.resolve("self"));
    }

    static Path of(int pid) {
        return PROC.resolve(String.valueOf(pid));
    }

    /** All processes, by id. */
    static List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                pids.add(Integer.parseInt(entry.getFileName().toString()));
            }
        } catch (IOException | NumberFormatException e) {
            return Collections.emptyList();
        }
        Collections.sort(pids);
        return pids;
    }

    static int self() {
        try {
            return Integer.parseInt(
                    PROC.resolve("self").toRealPath().getFileName().toString());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    static boolean exists(int pid) {
        return Files.isDirectory(of(pid));
    }

    /** The user of the process: a name, or a number if the user has no name here. */
    static String user(int pid) {
        try {
            return Files.getOwner(of(pid)).getName();
        } catch (IOException e) {
            return "";
        }
    }

    static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /** The first line of a file under the process's directory. */
    static String line(int pid, String file) {
        List<String> lines = lines(pid, file);
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /** The arguments of its command line. */
    static List<String> command(int pid) {
        List<String> words = new ArrayList<>();
        for (String line : lines(pid, "cmdline")) {
            Collections.addAll(words, line.split("\0"));
        }
        return words;
    }

    /** Whether the process has loaded HotSpot's library; false if that cannot be read. */
    static boolean hasJvmLibrary(int pid) {
        try (BufferedReader maps = Files.newBufferedReader(of(pid).resolve("maps"), StandardCharsets.ISO_8859_1)) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                if (line.endsWith("/libjvm.so") || line.endsWith("/libjvm.so (deleted)")) {
                    return true;
                }
            }
        } catch (IOException notOurs) {
            // Another user's.
        }
        return false;
    }

    /** Whether a process's memory map may be read: only root and its own user may. */
    static boolean isOpen(int pid) {
        return Files.isReadable(of(pid).resolve("maps")) && !lines(pid, "maps").isEmpty();
    }

    /** The target of a link such as {@code exe}; empty if it cannot be read. */
    static String link(int pid, String name) {
        try {
            return Files.readSymbolicLink(of(pid).resolve(name)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** How many descriptors the process has open, its soft limit, and its hard limit; empty if that cannot be read. */
    static Optional<int[]> descriptors(int pid) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(of(pid).resolve("fd"))) {
            int[] limits = descriptorLimits(pid);
            int count = 0;
            for (Iterator<Path> i = open.iterator(); i.hasNext() && count < limits[0]; i.next()) {
                count++;
            }
            return Optional.of(new int[] {count, limits[0], limits[1]});
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** In the line {@code Max open files  SOFT  HARD  files}. */
    private static int[] descriptorLimits(int pid) {
        for (String line : lines(pid, "limits")) {
            if (line.startsWith("Max open files")) {
                String[] limits =
                        line.substring("Max open files".length()).trim().split("\\s+");
                return new int[] {Integer.parseInt(limits[0]), Integer.parseInt(limits[1])};
            }
        }
        throw new NumberFormatException("no limit");
    }

    /** The value of a line of {@code status}. */
    static String status(int pid, String key) {
        for (String line : lines(pid, "status")) {
            if (line.startsWith(key + ":")) {
                return line.substring(key.length() + 1).trim();
            }
        }
        return "";
    }

    /** Whether the process survives the signal that asks it to let somebody attach. */
    static boolean catchesQuit(int pid) {
        String caught = status(pid, "SigCgt");
        return !caught.isEmpty() && (Long.parseUnsignedLong(caught, 16) >> (SIGQUIT - 1) & 1) == 1;
    }

    private static List<String> lines(int pid, String file) {
        return lines(of(pid).resolve(file));
    }

    /** Of the beginning: a command line may have megabytes. */
    private static List<String> lines(Path file) {
        byte[] content = new byte[LONGEST];
        int length = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count;
                    length < content.length && (count = in.read(content, length, content.length - length)) >= 0; ) {
                length += count;
            }
        } catch (IOException e) {
            return Collections.emptyList();
        }
        return length == 0
                ? Collections.emptyList()
                : Arrays.asList(new String(content, 0, length, StandardCharsets.ISO_8859_1).split("\n"));
    }
}
