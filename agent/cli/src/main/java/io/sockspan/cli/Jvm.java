package io.sockspan.cli;

import io.sockspan.protocol.HarmlessText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** A JVM on this machine, and what is visible of it from outside, without touching it. Immutable. */
final class Jvm {
    private static final int LONGEST_NAME = 200;

    final int pid;
    /** Its process id in its own namespace, which differs in a container. */
    final int idInside;
    /** Main class or jar, without directories; {@code java} if unknown. */
    final String mainClass;
    /** The arguments after it; may be empty. */
    final String arguments;
    /** Such as {@code 17.0.15}; empty if unknown. */
    final String version;
    /** The name of its user, or the user's number. */
    final String user;
    /** Whether the agent seems to run in it. Only the JVM itself, which may be hostile, can say so. */
    final AgentPresence agent;
    /** Whether a path names the same file for it and for this process. */
    final boolean seesOwnTree;
    /** Whether a process of its user must attach. */
    final boolean asItsUser;
    /** Why this command cannot attach to it; null if no obstacle is known. */
    final String obstacle;

    private Jvm(Builder builder) {
        String[] words = builder.command.trim().split("\\s+", 2);
        this.pid = builder.pid;
        this.idInside = builder.idInside;
        this.mainClass = words[0].isEmpty() ? "java" : words[0].substring(words[0].lastIndexOf('/') + 1);
        this.arguments = words.length > 1 ? words[1] : "";
        this.version = builder.version;
        this.user = builder.user;
        this.agent = builder.agent;
        this.seesOwnTree = builder.seesOwnTree;
        this.asItsUser = builder.asItsUser;
        this.obstacle = builder.obstacle;
    }

    /** Its file system as this process sees it. */
    Path root() {
        return root(pid, seesOwnTree);
    }

    private static Path root(int pid, boolean seesOwnTree) {
        return seesOwnTree ? Paths.get("/") : Proc.of(pid).resolve("root");
    }

    /** Whether its /tmp is another directory than this process's. */
    boolean hasOwnTmp() throws IOException {
        return !seesOwnTree && !Files.isSameFile(root().resolve("tmp"), Paths.get("/tmp"));
    }

    @Override
    public String toString() {
        return pid + " (" + HarmlessText.line(mainClass, LONGEST_NAME) + ")";
    }

    /** Collects the properties. */
    static final class Builder {
        final int pid;
        int idInside;
        String command = "";
        String version = "";
        String user = "";
        AgentPresence agent = AgentPresence.UNKNOWN;
        boolean seesOwnTree;
        boolean asItsUser;
        String obstacle;

        Builder(int pid) {
            this.pid = pid;
            this.idInside = pid;
        }

        /** Its files. */
        OtherTree tree() {
            return new OtherTree(root(pid, seesOwnTree));
        }

        Jvm build() {
            return new Jvm(this);
        }
    }
}
