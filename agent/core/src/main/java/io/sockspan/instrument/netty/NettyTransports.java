package io.sockspan.instrument.netty;

import io.sockspan.modules.Modules;
import java.lang.instrument.Instrumentation;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Weaves the classes of Netty's native transports, whatever their packages are called. A class that cannot be woven is left alone, and its
 * sockets are adopted. For all threads.
 */
public final class NettyTransports {
    /** How often a class that was loaded without hooks is searched for, which it is until its definition has ended. */
    private static final int SEARCHES = 100;

    private final NettyModules modules;
    private final Queue<String> missed = new ConcurrentLinkedQueue<>();
    /** The names that are searched for, with the searches that are left. Only the thread that searches uses it. */
    private final Map<String, Integer> searched = new HashMap<>();

    private volatile boolean isMet;

    public NettyTransports(Instrumentation instrumentation) {
        modules = new NettyModules(new Modules(instrumentation));
    }

    /** Whether the JVM has loaded one of the classes. */
    public boolean isMet() {
        return isMet;
    }

    /** Whether it may be one of the classes; takes a few comparisons of letters. */
    public static boolean isCandidate(Class<?> type) {
        return type.getClassLoader() != null && NettyClass.of(type.getName().replace('.', '/')) != null;
    }

    /**
     * The woven class file; null if the class has no hooks.
     *
     * @param loader not null
     * @param redefined null if the class is being loaded
     */
    public byte[] transform(ClassLoader loader, String internalName, Class<?> redefined, byte[] classFile) {
        NettyClass target = NettyClass.of(internalName);
        if (target == null) {
            return null;
        }
        // With the agent's own permissions, as the application's code on this thread may lack them.
        return AccessController.doPrivileged(
                (PrivilegedAction<byte[]>) () -> weave(target, loader, internalName, redefined, classFile));
    }

    private byte[] weave(
            NettyClass target, ClassLoader loader, String internalName, Class<?> redefined, byte[] classFile) {
        try {
            boolean isDefined = redefined != null;
            // The policy's own code could need the class that is being loaded.
            boolean isGuarded = !isDefined && System.getSecurityManager() != null;
            boolean isAdmitted =
                    !isGuarded && (isDefined ? modules.admit(redefined) : modules.admit(loader, internalName));
            byte[] woven = isAdmitted ? target.weave(internalName, classFile) : null;
            if (woven != null) {
                isMet = true;
            } else if (!isDefined && !isAdmitted) {
                missed.add(internalName.replace('/', '.'));
            }
            return woven;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unknownForm) {
            return null;
        }
    }

    /** The loaded classes that could not be woven while they were loaded. Most calls find none. The agent's thread calls it repeatedly. */
    public List<Class<?>> takeMissed(Instrumentation instrumentation) {
        for (String name; (name = missed.poll()) != null; ) {
            searched.put(name, SEARCHES);
        }
        List<Class<?>> found = new ArrayList<>();
        if (searched.isEmpty()) {
            return found;
        }
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getClassLoader() != null && searched.containsKey(type.getName())) {
                found.add(type);
            }
        }
        found.forEach(type -> searched.remove(type.getName()));
        searched.replaceAll((name, left) -> left - 1);
        searched.values().removeIf(left -> left == 0);
        return found;
    }
}
