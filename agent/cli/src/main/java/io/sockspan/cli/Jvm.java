package io.sockspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/** A JVM on this machine, and what can be told of it from outside, without touching it. Immutable. */
final class Jvm {
    final int pid;
    /** Its id in its own namespace of processes, which differs in a container. */
    final int idInside;
    /** Main class or jar, without directories; {@code java} where it cannot be told. */
    final String mainClass;
    /** Behind that; may be empty. */
    final String arguments;
    /** Such as {@code 17.0.15}; empty where it cannot be told. */
    final String version;
    /** The name of the user that it runs as, or its number. */
    final String user;
    /** Whether the agent runs in it, by the name of its thread. */
    final boolean attached;
    /** Why nothing can be attached to it; null if nothing is in the way as far as that can be told. */
    final String obstacle;

    Jvm(int pid, int idInside, String command, String version, String user, boolean attached, String obstacle) {
        this.pid = pid;
        this.idInside = idInside;
        String[] words = command.trim().split("\\s+", 2);
        this.mainClass = words[0].isEmpty() ? "java" : words[0].substring(words[0].lastIndexOf('/') + 1);
        this.arguments = words.length > 1 ? words[1] : "";
        this.version = version;
        this.user = user;
        this.attached = attached;
        this.obstacle = obstacle;
    }

    /** Its file system as this process sees it. */
    Path root() {
        return Proc.of(pid).resolve("root");
    }

    /** Whether it belongs to another user than this process. */
    boolean isForeign() throws IOException {
        return Proc.uid(Proc.of(pid)) != Proc.uid(Proc.of(Proc.self()));
    }

    /** Whether its /tmp is another directory than this process's. */
    boolean hasOwnTmp() throws IOException {
        return !Files.isSameFile(root().resolve("tmp"), Paths.get("/tmp"));
    }

    @Override
    public String toString() {
        return pid + " (" + mainClass + ")";
    }
}
