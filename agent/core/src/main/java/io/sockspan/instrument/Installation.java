package io.sockspan.instrument;

import io.sockspan.instrument.netty.NettyTransports;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The installed hooks of this JVM.
 *
 * <p>Loaded classes are retransformed at once. The others are woven when they are loaded, so that an application without sockets pays
 * nothing.
 */
public final class Installation {
    private final Instrumentation instrumentation;
    private final Set<String> targets;
    private final SocketTransformer transformer;
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private final NettyTransports netty;
    private Weaver weaver;

    private Installation(Instrumentation instrumentation, Set<String> targets) {
        this.instrumentation = instrumentation;
        this.targets = targets;
        this.netty = new NettyTransports(instrumentation);
        this.transformer = new SocketTransformer(targets, this::weaver, failures::put, netty);
    }

    /**
     * Installs the hooks. Returns when every class that is loaded now is woven and every later one will be.
     *
     * @param dns whether to hook the lookups of names
     * @param tls whether to hook the handshakes of TLS
     */
    public static Installation install(Instrumentation instrumentation, boolean dns, boolean tls) {
        Set<String> targets = new LinkedHashSet<>(Instrumentations.TARGETS);
        if (!dns) {
            targets.removeAll(Instrumentations.DNS);
        }
        if (!tls) {
            targets.removeAll(Instrumentations.TLS);
        }
        Installation installation = new Installation(instrumentation, targets);
        if (System.getSecurityManager() != null) {
            // Under a security manager no class can be woven while it is loaded.
            installation.weaveAll(installation.weaver()::original, false);
        }
        instrumentation.addTransformer(installation.transformer, true);
        installation.retransformLoaded(targets, true);
        return installation;
    }

    /** Whether the JVM has loaded any class with hooks. Before that, the application has used no socket. */
    public boolean isInUse() {
        return transformer.hasMetOne();
    }

    /** Whether the handshakes of TLS are to be hooked. */
    public boolean hasTls() {
        return targets.containsAll(Instrumentations.TLS);
    }

    /**
     * Weaves the file of every class with hooks on the calling thread, which is none of the application's, and reports the hooks that found no
     * method. What any application with sockets loads is kept until the class is loaded.
     *
     * @return a line for each lost purpose that no other one implies, with the consequence; empty if every purpose is served
     */
    public List<String> selfTest() {
        return selfTest(weaver()::original);
    }

    /** @param originals the JDK's class file by the name of the class; null if there is no such class */
    List<String> selfTest(Function<String, byte[]> originals) {
        Set<Purpose> lost = weaveAll(originals, true);
        List<String> losses = new ArrayList<>();
        for (Purpose purpose : lost) {
            if (!purpose.isImpliedBy(lost)) {
                losses.add("no hook for the " + purpose.what + " took on this JDK: " + purpose.loss);
            }
        }
        failures.forEach((target, failure) ->
                losses.add(target + " could not be woven (" + failure + "): what happens in it is not seen"));
        return losses;
    }

    /**
     * Weaves the file of every class with hooks, and keeps the result until the class is loaded if any application with sockets loads it.
     *
     * @param tlsToo whether to weave also what is not kept
     * @return the purposes that no hook serves on this JDK
     */
    private Set<Purpose> weaveAll(Function<String, byte[]> originals, boolean tlsToo) {
        Set<Purpose> all = new LinkedHashSet<>();
        Set<Purpose> served = new HashSet<>();
        for (String target : targets) {
            boolean isKept = !Instrumentations.TLS.contains(target);
            byte[] original = isKept || tlsToo ? originals.apply(target) : null;
            // Every JDK has the classes of TLS. Java 8 cannot read their jar while no descriptor is left, and weaves
            // them later.
            if (original != null || isKept) {
                List<Hook> hooks = Instrumentations.hooks(target);
                hooks.forEach(hook -> all.addAll(hook.purposes));
                served.addAll(weave(target, original, hooks, isKept));
            }
        }
        all.removeAll(served);
        return all;
    }

    /** @return the purposes that hooks in this class serve */
    private Set<Purpose> weave(String target, byte[] original, List<Hook> hooks, boolean isKept) {
        Set<Purpose> served = new HashSet<>();
        if (original == null) {
            return served;
        }
        try {
            Woven woven = weaver().weave(target, original);
            if (isKept) {
                transformer.prepare(target, original, woven.classFile);
            }
            for (int i = 0; i < hooks.size(); i++) {
                if (woven.isTaken(i)) {
                    served.addAll(hooks.get(i).purposes);
                }
            }
        } catch (Throwable t) {
            failures.put(target, t);
        }
        return served;
    }

    /**
     * Weaves the classes that the JVM has loaded without hooks because of a security manager. The agent's thread calls it repeatedly.
     *
     * @return whether there were any; the hooks have then missed the earlier calls of these classes
     */
    public boolean weaveMissed() {
        retransform(netty.takeMissed(instrumentation));
        Set<String> missed = transformer.takeMissed();
        if (missed.isEmpty()) {
            return false;
        }
        Set<String> loaded = retransformLoaded(missed, false);
        missed.removeAll(loaded);
        // Another thread is about to define these classes.
        missed.forEach(transformer::missed);
        return !loaded.isEmpty();
    }

    /**
     * Removes all hooks. When this returns, the classes are as the JDK ships them.
     *
     * @return a line for each class that the JVM refused to restore
     */
    public List<String> remove() {
        instrumentation.removeTransformer(transformer);
        failures.clear();
        retransformLoaded(targets, true);
        List<String> left = new ArrayList<>();
        failures.forEach((target, failure) ->
                left.add(target + " could not be restored (" + failure + "): its hooks stay, and do nothing"));
        return left;
    }

    /** Retransforms the loaded classes among the targets, and returns their names. */
    private Set<String> retransformLoaded(Set<String> targets, boolean nettyToo) {
        Set<String> names = new HashSet<>();
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getClassLoader() == null && targets.contains(type.getName())) {
                loaded.add(type);
                names.add(type.getName());
            } else if (nettyToo && NettyTransports.isCandidate(type)) {
                loaded.add(type);
            }
        }
        retransform(loaded);
        return names;
    }

    private void retransform(Iterable<Class<?>> loaded) {
        for (Class<?> type : loaded) {
            try {
                instrumentation.retransformClasses(type);
            } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
                failures.put(type.getName(), e);
            }
        }
    }

    private synchronized Weaver weaver() {
        if (weaver == null) {
            weaver = new Weaver();
        }
        return weaver;
    }
}
