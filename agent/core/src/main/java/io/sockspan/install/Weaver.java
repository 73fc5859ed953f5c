package io.sockspan.install;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

/** Weaves hooks into the class files of JDK classes. Holds no state but the table; any thread may use it. */
final class Weaver {
    private final Map<String, List<Hook>> hooksByTarget = new LinkedHashMap<>();
    private final ClassFileLocator adviceFiles = ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
    private final ClassFileLocator jdkFiles = ClassFileLocator.ForClassLoader.ofBootLoader();

    Weaver(List<Hook> hooks) {
        for (Hook hook : hooks) {
            hooksByTarget
                    .computeIfAbsent(hook.target, target -> new ArrayList<>())
                    .add(hook);
        }
    }

    /** Binary names of the classes that have hooks. */
    Set<String> targets() {
        return Collections.unmodifiableSet(hooksByTarget.keySet());
    }

    /** The class file as the JDK ships it, or null if this JDK has no such class. */
    byte[] original(String target) {
        try {
            ClassFileLocator.Resolution file = jdkFiles.locate(target);
            return file.isResolved() ? file.resolve() : null;
        } catch (java.io.IOException unreadable) {
            return null;
        }
    }

    /** Weaves all hooks of a class into its class file. */
    Woven weave(String target, byte[] classFile) {
        ClassFileLocator files = new ClassFileLocator.Compound(ClassFileLocator.Simple.of(target, classFile), jdkFiles);
        TypeDescription type = TypePool.Default.of(files).describe(target).resolve();
        DynamicType.Builder<?> builder =
                new ByteBuddy().with(TypeValidation.DISABLED).decorate(type, files);
        List<Hook> taken = new ArrayList<>();
        List<Hook> missed = new ArrayList<>();
        for (Hook hook : hooksByTarget.get(target)) {
            // An abstract or native method has no body to weave into.
            ElementMatcher<MethodDescription> methods =
                    method -> !method.isAbstract() && !method.isNative() && hook.methods.matches(method);
            if (type.getDeclaredMethods().filter(methods).isEmpty()) {
                missed.add(hook);
            } else {
                taken.add(hook);
                builder = builder.visit(Advice.to(hook.advice, adviceFiles).on(methods));
            }
        }
        return new Woven(taken.isEmpty() ? null : builder.make().getBytes(), taken, missed);
    }
}
