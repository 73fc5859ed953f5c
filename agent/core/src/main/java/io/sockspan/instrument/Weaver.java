package io.sockspan.instrument;

import io.sockspan.bootstrap.HookFailures;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.MethodList;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.auxiliary.AuxiliaryType;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.OpenedClassReader;

/** Weaves hooks into the class files of JDK classes. For all threads. */
final class Weaver {
    /** Byte Buddy creates no auxiliary types here, so it needs no names for them. */
    private static final AuxiliaryType.NamingStrategy NO_OTHER_TYPES = null;

    /** Passes what a hook throws to {@link HookFailures#caught}. */
    private static final Advice.ExceptionHandler COUNTING = new Advice.ExceptionHandler.Simple(caught());

    private final ClassFileLocator adviceFiles = ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader());
    private final ClassFileLocator jdkFiles = ClassFileLocator.ForClassLoader.ofBootLoader();

    private static StackManipulation caught() {
        try {
            return MethodInvocation.invoke(
                    new MethodDescription.ForLoadedMethod(HookFailures.class.getMethod("caught", Throwable.class)));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
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
        TypePool jdk = TypePool.Default.of(files);
        TypeDescription type = jdk.describe(target).resolve();
        AsmVisitorWrapper.ForDeclaredMethods weaving = new AsmVisitorWrapper.ForDeclaredMethods();
        List<Hook> taken = new ArrayList<>();
        List<Hook> missed = new ArrayList<>();
        for (Hook hook : Instrumentations.hooks(target)) {
            // An abstract or native method has no body to weave into.
            ElementMatcher<MethodDescription> methods =
                    method -> !method.isAbstract() && !method.isNative() && hook.methods.matches(method);
            if (type.getDeclaredMethods().filter(methods).isEmpty()) {
                missed.add(hook);
            } else {
                taken.add(hook);
                weaving = weaving.invokable(
                        methods, Advice.to(hook.advice, adviceFiles).withExceptionHandler(COUNTING));
            }
        }
        return new Woven(taken.isEmpty() ? null : woven(type, jdk, classFile, weaving), taken, missed);
    }

    /**
     * Does the same as {@code ByteBuddy.decorate} without loading some two hundred classes, for each of which the application's first
     * socket would have to wait.
     */
    private static byte[] woven(
            TypeDescription type, TypePool jdk, byte[] classFile, AsmVisitorWrapper.ForDeclaredMethods weaving) {
        ClassReader reader = OpenedClassReader.of(classFile);
        int writerFlags = weaving.mergeWriter(0);
        int readerFlags = weaving.mergeReader(0);
        ClassWriter writer = new ClassWriter(reader, writerFlags);
        MethodList<?> methods = type.getDeclaredMethods();
        Implementation.Context context = Implementation.Context.Disabled.Factory.INSTANCE.make(
                type,
                NO_OTHER_TYPES,
                TypeInitializer.None.INSTANCE,
                ClassFileVersion.ofClassFile(classFile),
                ClassFileVersion.ofClassFile(classFile),
                Implementation.Context.FrameGeneration.DISABLED);
        reader.accept(
                weaving.wrap(type, writer, context, jdk, type.getDeclaredFields(), methods, writerFlags, readerFlags),
                readerFlags);
        return writer.toByteArray();
    }
}
