package io.sockspan.cli;

import io.sockspan.protocol.PrintableValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds JVMs in Linux's list of processes and in the JVMs' files of counters. Touches no JVM. Any process may be hostile: one that cannot
 * be read, or that stalls its reader, does not keep the others off the list.
 */
final class Jvms {
    private static final int LONGEST_RELEASE = 1 << 16;
    /** The greatest number of directories that are searched for a JVM's counters: each user of a container has one. */
    private static final int MOST_USERS = 50;

    private static final String SILENT =
            "reading what the system knows of it takes too long; it may be hostile or" + " starved";
    /** The counter by which the agent publishes that it runs. */
    private static final String RUNNING = "io.sockspan.agent.running";
    /** Options of the java command whose value is the next argument. */
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

    /** All JVMs except this one, by process id. */
    static List<Jvm> all() {
        if (!Proc.isThere()) {
            throw new Failure("JVMs are found through /proc, which this system does not have: Sockspan's command line"
                    + " runs on Linux; elsewhere start the application with -javaagent");
        }
        int self = Proc.self();
        Patience patience = new Patience();
        Map<Integer, Patience.Answer<Optional<Jvm>>> answers = new LinkedHashMap<>();
        for (int pid : Proc.pids()) {
            if (pid != self) {
                answers.put(pid, ask(pid, patience));
            }
        }
        List<Jvm> jvms = new ArrayList<>();
        answers.forEach((pid, answer) -> found(pid, answer).ifPresent(jvms::add));
        return jvms;
    }

    private static Patience.Answer<Optional<Jvm>> ask(int pid, Patience patience) {
        return patience.ask(() -> isJvm(pid) ? Optional.of(describe(pid)) : Optional.empty());
    }

    /** The JVM with that process id, if there is one. */
    private static Optional<Jvm> found(int pid, Patience.Answer<Optional<Jvm>> answer) {
        Optional<Jvm> found = answer.get();
        if (found != null) {
            return found;
        }
        // The kernel keeps the name of a process, so reading it never stalls.
        return Proc.line(pid, "comm").equals("java") ? Optional.of(silent(pid)) : Optional.empty();
    }

    private static Jvm silent(int pid) {
        Jvm.Builder jvm = new Jvm.Builder(pid);
        jvm.obstacle = SILENT;
        return jvm.build();
    }

    /**
     * The JVM that a person means.
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
            throw new Failure("no JVM's main class or jar has \"" + PrintableValue.ofArgument(name)
                    + "\" in its name; sockspan list shows them");
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
        return found(pid, ask(pid, new Patience()))
                .orElseThrow(() -> new Failure("process " + pid + " (" + Proc.line(pid, "comm")
                        + ") is no JVM; sockspan list shows the JVMs"));
    }

    /** For a process that this user may not inspect, only the command's name is visible. */
    private static boolean isJvm(int pid) {
        return Proc.hasJvmLibrary(pid) || !Proc.isOpen(pid) && isJava(Proc.command(pid));
    }

    private static boolean isJava(List<String> command) {
        return !command.isEmpty() && command.get(0).matches("(.*/)?java");
    }

    private static Jvm describe(int pid) {
        Jvm.Builder jvm = new Jvm.Builder(pid);
        jvm.idInside = idInside(pid);
        jvm.user = Proc.user(pid);
        Optional<PerfData> counters = Optional.empty();
        if (Proc.isOpen(pid)) {
            decideAccess(jvm);
            counters = counters(jvm);
            if (jvm.obstacle == null) {
                jvm.obstacle = obstacle(pid, counters);
            }
        } else {
            jvm.obstacle = closed(jvm.user);
        }
        jvm.agent = counters.map(data -> data.number(RUNNING) == 1 ? AgentPresence.ATTACHED : AgentPresence.ABSENT)
                .orElse(AgentPresence.UNKNOWN);
        jvm.command = counters.map(data -> data.get("sun.rt.javaCommand"))
                .filter(command -> !command.isEmpty())
                .orElseGet(() -> afterOptions(Proc.command(pid)));
        jvm.version = counters.map(data -> data.get("java.property.java.version"))
                .filter(version -> !version.isEmpty())
                .orElseGet(() -> versionOfHome(jvm));
        return jvm.build();
    }

    private static void decideAccess(Jvm.Builder jvm) {
        try {
            Credentials mine = Credentials.of(Proc.self());
            Credentials its = Credentials.of(jvm.pid);
            Access access = Access.between(mine, its, jvm.user);
            jvm.seesOwnTree = mine.seesSameTreeAs(its);
            jvm.asItsUser = access.asItsUser;
            jvm.obstacle = access.refusal;
        } catch (IOException e) {
            jvm.obstacle = "the system does not say as whom it runs: " + Reasons.of(e);
        }
    }

    /** The JVM's memory map is not readable. */
    private static String closed(String user) {
        return user.equals(Proc.user(Proc.self()))
                ? "the system does not let its own user look into it; run this as root"
                : Access.asUser(user);
    }

    private static String obstacle(int pid, Optional<PerfData> counters) {
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

    /** The directory has the name of a user that may be known by this name in its container only. */
    private static Optional<PerfData> counters(Jvm.Builder jvm) {
        OtherTree tree = jvm.tree();
        List<String> directories = new ArrayList<>();
        directories.add("hsperfdata_" + jvm.user);
        try {
            UserPrincipal owner = Files.getOwner(Proc.of(jvm.pid));
            Optional<PerfData> usual = counters(tree, directories, jvm.idInside, owner);
            if (usual.isPresent()) {
                return usual;
            }
            List<String> others = tree.names("tmp", "hsperfdata_");
            return counters(tree, others.subList(0, Math.min(others.size(), MOST_USERS)), jvm.idInside, owner);
        } catch (IOException e) {
            // Without the file, the main class and the version are found by other means.
            return Optional.empty();
        }
    }

    private static Optional<PerfData> counters(
            OtherTree tree, List<String> directories, int idInside, UserPrincipal owner) {
        for (String directory : directories) {
            try {
                return Optional.of(
                        new PerfData(tree.read("tmp/" + directory + "/" + idInside, owner, PerfData.LONGEST)));
            } catch (IOException e) {
                // Another user's file, or one that no JVM has written.
            }
        }
        return Optional.empty();
    }

    /** The main class or jar, and the arguments after it. */
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

    /** Reads the version from the file {@code release} in the JDK's directory. */
    private static String versionOfHome(Jvm.Builder jvm) {
        String java = Proc.link(jvm.pid, "exe");
        for (String home = parent(java); !home.isEmpty(); home = parent(home)) {
            try {
                byte[] release = jvm.tree().read(home + "/release", null, LONGEST_RELEASE);
                return property(new String(release, StandardCharsets.UTF_8), "JAVA_VERSION");
            } catch (IOException notThere) {
                // It may be in a directory further up.
            }
        }
        return "";
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String property(String content, String key) {
        for (String line : content.split("\n")) {
            if (line.startsWith(key + "=")) {
                return line.substring(key.length() + 1).replace("\"", "").trim();
            }
        }
        return "";
    }
}
