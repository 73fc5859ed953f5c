package io.sockspan.instrument;

import io.sockspan.bootstrap.HookFailures;
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

/** Weaves with Byte Buddy, straight from the annotated advice, for comparison with {@link Weaver}. */
final class ByteBuddyWeaver {
    /** Byte Buddy creates no auxiliary types here, so it needs no names for them. */
    private static final AuxiliaryType.NamingStrategy NO_OTHER_TYPES = null;

    /** Passes what a hook throws to {@link HookFailures#caught}. */
    private static final Advice.ExceptionHandler COUNTING = new Advice.ExceptionHandler.Simple(caught());

    private final ClassFileLocator adviceFiles =
            ClassFileLocator.ForClassLoader.of(ByteBuddyWeaver.class.getClassLoader());
    private final ClassFileLocator jdkFiles = ClassFileLocator.ForClassLoader.ofBootLoader();

    private static StackManipulation caught() {
        try {
            return MethodInvocation.invoke(
                    new MethodDescription.ForLoadedMethod(HookFailures.class.getMethod("caught", Throwable.class)));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Weaves all hooks of a class into its class file. */
    Woven weave(String target, byte[] classFile) {
        ClassFileLocator files = new ClassFileLocator.Compound(ClassFileLocator.Simple.of(target, classFile), jdkFiles);
        TypePool jdk = TypePool.Default.of(files);
        TypeDescription type = jdk.describe(target).resolve();
        AsmVisitorWrapper.ForDeclaredMethods weaving = new AsmVisitorWrapper.ForDeclaredMethods();
        List<Hook> hooks = Instrumentations.hooks(target);
        boolean[] taken = new boolean[hooks.size()];
        boolean any = false;
        for (int i = 0; i < taken.length; i++) {
            Hook hook = hooks.get(i);
            // An abstract or native method has no body to weave into.
            ElementMatcher<MethodDescription> methods = method -> !method.isAbstract()
                    && !method.isNative()
                    && hook.methods.matches(method.getInternalName(), method.getDescriptor());
            if (!type.getDeclaredMethods().filter(methods).isEmpty()) {
                taken[i] = true;
                any = true;
                weaving = weaving.invokable(
                        methods, Advice.to(hook.advice, adviceFiles).withExceptionHandler(COUNTING));
            }
        }
        return new Woven(any ? woven(type, jdk, classFile, weaving) : null, taken);
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
