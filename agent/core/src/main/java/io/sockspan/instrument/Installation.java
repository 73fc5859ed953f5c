package io.sockspan.instrument;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hooks as they are installed in this JVM.
 *
 * <p>Classes that are loaded already are retransformed at once; the others are woven when they load, so that an application without
 * sockets pays nothing.
 */
public final class Installation {
    private final Instrumentation instrumentation;
    private final SocketTransformer transformer;
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private Weaver weaver;

    private Installation(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
        this.transformer = new SocketTransformer(Instrumentations.TARGETS, this::weaver, failures::put);
    }

    /** Installs all hooks. Returns when every class that is loaded now is woven and every later one will be. */
    public static Installation install(Instrumentation instrumentation) {
        Installation installation = new Installation(instrumentation);
        if (System.getSecurityManager() != null) {
            // No class can be woven while it loads.
            installation.prepareAll();
        }
        instrumentation.addTransformer(installation.transformer, true);
        installation.retransformLoaded();
        return installation;
    }

    /** Whether the JVM has loaded any class that has hooks: before that, the application has used no socket. */
    public boolean isInUse() {
        return transformer.hasMetOne();
    }

    /**
     * Weaves every class's own file once more, off the application's threads, and tells what did not take. The result of the weaving is
     * kept for when the class is loaded.
     *
     * @return a line for each thing that is lost, with what it costs; empty if every hook took
     */
    public List<String> selfTest() {
        Set<Purpose> lost = prepareAll();
        List<String> losses = new ArrayList<>();
        for (Purpose purpose : lost) {
            losses.add("no hook for the " + purpose.what + " took on this JDK: " + purpose.loss);
        }
        failures.forEach((target, failure) ->
                losses.add(target + " could not be woven (" + failure + "): what happens in it is not seen"));
        return losses;
    }

    /**
     * Weaves every class's own file, and keeps the result for when the class is loaded.
     *
     * @return the purposes that no hook serves on this JDK
     */
    private Set<Purpose> prepareAll() {
        Set<Purpose> all = new LinkedHashSet<>();
        Set<Purpose> served = new HashSet<>();
        for (String target : Instrumentations.TARGETS) {
            Instrumentations.hooks(target).forEach(hook -> all.addAll(hook.purposes));
            byte[] original = weaver().original(target);
            if (original == null) {
                continue;
            }
            try {
                Woven woven = weaver().weave(target, original);
                transformer.prepare(target, original, woven.classFile);
                woven.taken.forEach(hook -> served.addAll(hook.purposes));
            } catch (Throwable t) {
                failures.put(target, t);
            }
        }
        all.removeAll(served);
        return all;
    }

    /**
     * Weaves the classes that the JVM has loaded while a security manager barred that. For the agent's thread, again and again.
     *
     * @return whether there were any; hooks have then missed what happened in them meanwhile
     */
    public boolean weaveMissed() {
        Set<String> missed = transformer.takeMissed();
        if (missed.isEmpty()) {
            return false;
        }
        Set<String> loaded = retransform(missed);
        missed.removeAll(loaded);
        // Its thread is about to define it.
        missed.forEach(transformer::missed);
        return !loaded.isEmpty();
    }

    /**
     * Takes all hooks out again: the classes are as the JDK made them when this returns.
     *
     * @return a line for each class of which that is not so, as the JVM refused
     */
    public List<String> remove() {
        instrumentation.removeTransformer(transformer);
        failures.clear();
        retransformLoaded();
        List<String> left = new ArrayList<>();
        failures.forEach((target, failure) ->
                left.add(target + " could not be restored (" + failure + "): its hooks stay, and do nothing"));
        return left;
    }

    private void retransformLoaded() {
        retransform(Instrumentations.TARGETS);
    }

    /** Returns those of the classes that are loaded. */
    private Set<String> retransform(Set<String> targets) {
        Set<String> names = new HashSet<>();
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getClassLoader() == null && targets.contains(type.getName())) {
                loaded.add(type);
                names.add(type.getName());
            }
        }
        for (Class<?> type : loaded) {
            try {
                instrumentation.retransformClasses(type);
            } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
                failures.put(type.getName(), e);
            }
        }
        return names;
    }

    private synchronized Weaver weaver() {
        if (weaver == null) {
            weaver = new Weaver();
        }
        return weaver;
    }
}
