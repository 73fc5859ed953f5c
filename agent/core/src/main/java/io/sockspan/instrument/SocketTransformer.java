package io.sockspan.instrument;

import io.sockspan.instrument.netty.NettyTransports;
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
 * Weaves the JDK's socket classes, and those of Netty's native transports, when the JVM loads or retransforms them, on the thread that does
 * so. Every other class costs a few comparisons, or one lookup if its loader is the bootstrap loader. For all threads.
 *
 * <p>Under a security manager a class is not woven while it is loaded. Weaving loads classes and reads files, which the policy must permit,
 * and the policy's own code may need the class that is being loaded. The result would be a ClassCircularityError, which the JVM caches and
 * the application would get. Such a class gets the prepared class file, or it is loaded unchanged and retransformed later ({@link
 * #takeMissed}).
 */
final class SocketTransformer implements ClassFileTransformer {
    private final Map<String, Target> targets = new HashMap<>();
    private final Supplier<Weaver> weaver;
    private final BiConsumer<String, Throwable> failed;
    private final NettyTransports netty;
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

        /** The prepared result for this class file, or null. Only the first call returns it, because most classes are loaded once. */
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
     * @param weaver called when the first of the classes is loaded, because creating a weaver loads many classes
     * @param failed receives the class name and the cause if a class could not be woven
     */
    SocketTransformer(
            Iterable<String> names,
            Supplier<Weaver> weaver,
            BiConsumer<String, Throwable> failed,
            NettyTransports netty) {
        for (String name : names) {
            targets.put(name.replace('.', '/'), new Target(name));
        }
        this.weaver = weaver;
        this.failed = failed;
        this.netty = netty;
    }

    /**
     * Prepares the woven file of a class, so that the thread that loads the class need not wait for the weaving. Does nothing if the class
     * is already loaded.
     */
    void prepare(String name, byte[] original, byte[] woven) {
        targets.get(name.replace('.', '/')).prepare(original, woven);
    }

    /** Records that a class was loaded unchanged. */
    void missed(String name) {
        missed.add(name);
    }

    /** The classes that were loaded unchanged since the last call, because of a security manager. */
    Set<String> takeMissed() {
        Set<String> taken = new HashSet<>();
        for (String name; (name = missed.poll()) != null; ) {
            taken.add(name);
        }
        return taken;
    }

    /** Whether the JVM has loaded or retransformed one of the classes that only an application with sockets loads. */
    boolean hasMetOne() {
        return met || netty.isMet();
    }

    /**
     * Weaves with the agent's own permissions, because a security manager may forbid the application's code on this thread to read files.
     */
    private byte[] weave(Target target, byte[] classFile) {
        return AccessController.doPrivileged(
                (PrivilegedAction<byte[]>) () -> weaver.get().weave(target.name, classFile).classFile);
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (internalName == null) {
            return null;
        }
        if (loader != null) {
            return netty.transform(loader, internalName, redefined, classFile);
        }
        Target target = targets.get(internalName);
        if (target == null) {
            return null;
        }
        if (!Instrumentations.COMMON.contains(target.name)) {
            met = true;
        }
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
            // The class is then loaded unchanged.
            failed.accept(target.name, t);
            return null;
        }
    }
}
