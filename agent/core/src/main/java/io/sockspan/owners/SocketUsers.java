package io.sockspan.owners;

import io.sockspan.stack.OpeningLine;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Which threads are in a read or a write of a socket now: they hold a lock of the JDK's socket. For the walking thread. */
final class SocketUsers {
    private final RawMemory memory;
    private final Layouts layouts;

    SocketUsers(RawMemory memory, Layouts layouts) {
        this.memory = memory;
        this.layouts = layouts;
    }

    /** @return a sentence; null if no thread is known, as on Java 8 and 11 for blocking sockets */
    String of(Object socket) {
        String reading = user(socket, "readLock", "read");
        String writing = user(socket, "writeLock", "written to");
        if (reading == null || writing == null) {
            return reading == null ? writing : reading;
        }
        return reading + " " + writing;
    }

    /** Without the loader and module that newer JVMs add. */
    private static String frame(StackTraceElement frame) {
        String source = frame.getFileName() == null ? "Unknown Source" : frame.getFileName();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + source
                + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "") + ")";
    }

    private String user(Object socket, String lockName, String verb) {
        Object lock = layouts.get(socket, lockName);
        if (!(lock instanceof ReentrantLock)) {
            return null;
        }
        Object owner = layouts.get(layouts.get(lock, "sync"), "exclusiveOwnerThread");
        if (!(owner instanceof Thread)) {
            return null;
        }
        Thread thread = (Thread) owner;
        List<StackTraceElement> stack = Arrays.asList(memory.stack(thread));
        int line = OpeningLine.of(stack).index;
        String name = thread.getName().isEmpty() ? "a thread without a name" : "thread \"" + thread.getName() + "\"";
        return "It is being " + verb + " now by " + name + (line < 0 ? "." : " at " + frame(stack.get(line)) + ".");
    }
}
