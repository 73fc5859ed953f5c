package io.sockspan.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Weaves the JDK's socket classes when the JVM loads or retransforms them, on whichever thread does that. Every other class passes by
 * at the cost of one comparison, or one look-up for the JDK's own.
 *
 * <p>Under a security manager a class that loads is not woven: weaving loads classes and reads files, each of which asks the policy, and the
 * policy's own code may need the class that is just being loaded. That would be a ClassCircularityError, which the JVM keeps and the
 * application meets. Such a class gets what was prepared for it, or is loaded as it is and retransformed a moment later ({@link #takeMissed}).
 */
final class SocketTransformer implements ClassFileTransformer {
    private final Map<String, Target> targets = new HashMap<>();
    private final Supplier<Weaver> weaver;
    private final BiConsumer<String, Throwable> failed;
    private final Queue<String> missed = new ConcurrentLinkedQueue<>();
    private volatile boolean met;

    private static final class Target {
        final String name;
        private byte[] original;
        private byte[] woven;
        private boolean met;

        Target(String name) {
            this.name = name;
        }

        synchronized void prepare(byte[] original, byte[] woven) {
            if (!met) {
                this.original = original;
                this.woven = woven;
            }
        }

        /** What the class file will be woven to; null if that is not known. Only the first time, since most classes load once. */
        synchronized byte[] takePrepared(byte[] classFile) {
            byte[] prepared = Arrays.equals(original, classFile) ? woven : null;
            met = true;
            original = null;
            woven = null;
            return prepared;
        }
    }

    /**
     * @param names binary names of the classes to weave
     * @param weaver asked for when the first of them comes by, because making one loads much
     * @param failed told the class and the cause when one could not be woven
     */
    SocketTransformer(Iterable<String> names, Supplier<Weaver> weaver, BiConsumer<String, Throwable> failed) {
        for (String name : names) {
            targets.put(name.replace('.', '/'), new Target(name));
        }
        this.weaver = weaver;
        this.failed = failed;
    }

    /**
     * Hands in what a class will be woven to, so that the thread that loads it need not wait for the weaving. Of a class that is loaded
     * already it is not kept.
     */
    void prepare(String name, byte[] original, byte[] woven) {
        targets.get(name.replace('.', '/')).prepare(original, woven);
    }

    /** A class is loaded as it is. */
    void missed(String name) {
        missed.add(name);
    }

    /** The classes that were loaded as they are since the last call, because a security manager barred weaving. */
    Set<String> takeMissed() {
        Set<String> taken = new HashSet<>();
        for (String name; (name = missed.poll()) != null; ) {
            taken.add(name);
        }
        return taken;
    }

    /** Whether the JVM has come by with one of the classes. */
    boolean hasMetOne() {
        return met;
    }

    /** With the agent's own rights: the thread may be one of an application whose code a security manager lets read no file. */
    private byte[] weave(Target target, byte[] classFile) {
        return AccessController.doPrivileged(
                (PrivilegedAction<byte[]>) () -> weaver.get().weave(target.name, classFile).classFile);
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (loader != null || internalName == null) {
            return null;
        }
        Target target = targets.get(internalName);
        if (target == null) {
            return null;
        }
        met = true;
        try {
            byte[] prepared = target.takePrepared(classFile);
            if (prepared != null) {
                return prepared;
            }
            if (redefined == null && System.getSecurityManager() != null) {
                missed(target.name);
                return null;
            }
            return weave(target, classFile);
        } catch (Throwable t) {
            // The class then works as the JDK made it.
            failed.accept(target.name, t);
            return null;
        }
    }
}
