package io.sockspan.instrument;

import io.sockspan.classfile.ClassFile;
import io.sockspan.classfile.MethodHook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Weaves hooks into the class files of JDK classes. For all threads. */
final class Weaver {
    /** Gets what a hook throws. */
    private static final String HANDLER = "io/sockspan/bootstrap/HookFailures.caught(Ljava/lang/Throwable;)V";

    /** Knows the JDK's own classes alone, and calls no code of the application, as its system loader might. */
    private static final ClassLoader JDK = new ClassLoader(null) {};

    private final HookTable table = new HookTable();

    /** The class file as the JDK ships it, or null if this JDK has no such class. */
    byte[] original(String target) {
        return file(target.replace('.', '/'));
    }

    private static byte[] file(String internalName) {
        try (InputStream in = JDK.getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                return null;
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream(32_768);
            byte[] buffer = new byte[8192];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                content.write(buffer, 0, count);
            }
            return content.toByteArray();
        } catch (IOException | InternalError unreadable) {
            // Java 8 opens its less used jars to find that they have no such class, and fails if no descriptor is left.
            return null;
        }
    }

    /**
     * Weaves all hooks of a class into its class file.
     *
     * @throws io.sockspan.classfile.UnknownFormException if a method has a form that none of the known JDKs has
     */
    Woven weave(String target, byte[] classFile) {
        List<MethodHook> hooks = table.of(target);
        boolean[] taken = new boolean[hooks.size()];
        return new Woven(new ClassFile(classFile, Weaver::file).weave(hooks, HANDLER, taken), taken);
    }
}
