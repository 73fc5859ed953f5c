package io.sockspan.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds JVMs by what Linux tells of processes and the JVMs' files of counters tell of them. No JVM is touched. */
final class Jvms {
    /** The name of the agent's own thread. */
    private static final String AGENT = "sockspan";
    /** Options of the java command that have their value in the next word. */
    private static final List<String> WITH_VALUE = Arrays.asList(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--add-reads",
            "--add-exports",
            "--add-opens",
            "--limit-modules",
            "--patch-module",
            "--source");

    private Jvms() {}

    /** All but this one, by process id. */
    static List<Jvm> all() {
        if (!Proc.isThere()) {
            throw new Failure("JVMs are found through /proc, which this system does not have: Sockspan's command line"
                    + " runs on Linux; elsewhere start the application with -javaagent");
        }
        int self = Proc.self();
        List<Jvm> jvms = new ArrayList<>();
        for (int pid : Proc.pids()) {
            if (pid != self && isJvm(pid)) {
                jvms.add(describe(pid));
            }
        }
        return jvms;
    }

    /**
     * The one that a person means.
     *
     * @param name a process id, or a part of the main class's or jar's name
     * @throws Failure if there is none, or more than one
     */
    static Jvm find(String name) {
        if (name.matches("\\d{1,18}")) {
            return byId(Long.parseLong(name));
        }
        List<Jvm> all = all();
        List<Jvm> found = new ArrayList<>();
        for (Jvm jvm : all) {
            if (jvm.mainClass.contains(name)) {
                found.add(jvm);
            }
        }
        if (found.isEmpty()) {
            throw new Failure("no JVM's main class or jar has \"" + name + "\" in its name; sockspan list shows them");
        }
        if (found.size() > 1) {
            String candidates = found.stream().map(Jvm::toString).collect(Collectors.joining(", "));
            throw new Failure("\"" + name + "\" may be any of " + candidates + "; give the process id");
        }
        return found.get(0);
    }

    private static Jvm byId(long id) {
        int pid = (int) Math.min(id, Integer.MAX_VALUE);
        if (!Proc.exists(pid)) {
            throw new Failure("there is no process " + id + "; sockspan list shows the JVMs");
        }
        if (!isJvm(pid)) {
            throw new Failure(
                    "process " + pid + " (" + Proc.line(pid, "comm") + ") is no JVM; sockspan list shows the JVMs");
        }
        return describe(pid);
    }

    /** Of a process that this user may not look into only the command's name tells. */
    private static boolean isJvm(int pid) {
        return Proc.hasJvmLibrary(pid) || !Proc.isOpen(pid) && isJava(Proc.command(pid));
    }

    private static boolean isJava(List<String> command) {
        return !command.isEmpty() && command.get(0).matches("(.*/)?java");
    }

    private static Jvm describe(int pid) {
        int inside = idInside(pid);
        boolean open = Proc.isOpen(pid);
        Optional<PerfData> counters = open ? counters(pid, inside) : Optional.empty();
        return new Jvm(
                pid,
                inside,
                counters.map(data -> data.get("sun.rt.javaCommand"))
                        .filter(command -> !command.isEmpty())
                        .orElseGet(() -> afterOptions(Proc.command(pid))),
                counters.map(data -> data.get("java.property.java.version"))
                        .filter(version -> !version.isEmpty())
                        .orElseGet(() -> versionOfHome(pid)),
                Proc.user(pid),
                Proc.hasThread(pid, AGENT),
                obstacle(pid, open, counters));
    }

    private static String obstacle(int pid, boolean open, Optional<PerfData> counters) {
        if (!open) {
            String user = Proc.user(pid);
            return user.equals(Proc.user(Proc.self()))
                    ? "the system does not let its own user look into it; run this as root"
                    : "it belongs to user " + user + "; run this as that user: sudo -u " + user
                            + " java -jar sockspan-agent.jar ...";
        }
        if (Proc.status(pid, "State").startsWith("T")) {
            return "it is stopped; let it go on first: kill -CONT " + pid;
        }
        if (counters.isPresent() && counters.get().get("sun.rt.jvmCapabilities").startsWith("0")
                || Proc.command(pid).contains("-XX:+DisableAttachMechanism")) {
            return "it was started with -XX:+DisableAttachMechanism; start it with -javaagent instead";
        }
        if (!Proc.catchesQuit(pid)) {
            return "it does not take the signal that asks it to let somebody attach (-Xrs?), or is just starting;"
                    + " try again, or start it with -javaagent instead";
        }
        return null;
    }

    private static int idInside(int pid) {
        String[] ids = Proc.status(pid, "NSpid").split("\\s+");
        String innermost = ids[ids.length - 1];
        return innermost.isEmpty() ? pid : Integer.parseInt(innermost);
    }

    /** The directory is named after a user that may be known under this name in its container only. */
    private static Optional<PerfData> counters(int pid, int inside) {
        Path tmp = Proc.of(pid).resolve("root/tmp");
        try (DirectoryStream<Path> users = Files.newDirectoryStream(tmp, "hsperfdata_*")) {
            int uid = Proc.uid(Proc.of(pid));
            for (Path user : users) {
                Path file = user.resolve(String.valueOf(inside));
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Proc.uid(file) == uid) {
                    return Optional.of(PerfData.read(file));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Without it the main class and the version are told by other means.
        }
        return Optional.empty();
    }

    /** The main class or jar and what follows it. */
    private static String afterOptions(List<String> command) {
        for (int i = 1; i < command.size(); i++) {
            String word = command.get(i);
            if (WITH_VALUE.contains(word)) {
                i++;
            } else if (word.equals("-jar") || word.equals("-m") || word.equals("--module")) {
                return String.join(" ", command.subList(i + 1, command.size()));
            } else if (!word.startsWith("-") && !word.startsWith("@")) {
                return String.join(" ", command.subList(i, command.size()));
            }
        }
        return "";
    }

    /** From the file {@code release} in the JDK's directory. */
    private static String versionOfHome(int pid) {
        String java = Proc.link(pid, "exe");
        for (String home = parent(java); !home.isEmpty(); home = parent(home)) {
            Path release = Proc.of(pid).resolve("root" + home + "/release");
            if (Files.isRegularFile(release)) {
                return property(release, "JAVA_VERSION");
            }
        }
        return "";
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String property(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.startsWith(key + "=")) {
                    return line.substring(key.length() + 1).replace("\"", "");
                }
            }
        } catch (IOException unreadable) {
            // It stays unknown.
        }
        return "";
    }
}
