package io.sockspan.classfile;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** A class file (JVMS, section 4.1) and the hooks that are woven into its methods. For one thread. */
public final class ClassFile {
    private static final int STATIC = 0x0008;
    private static final String CONSTRUCTOR = "<init>";

    private final byte[] file;
    private final ConstantPool pool;
    private final Function<String, byte[]> files;

    /**
     * @param file is not changed
     * @param files the class files of superclasses by internal name, null if there is none; called only for a field that is inherited
     * @throws UnknownFormException if it is no class file of a known form
     */
    public ClassFile(byte[] file, Function<String, byte[]> files) {
        this.file = file;
        this.files = files;
        this.pool = new ConstantPool(file);
    }

    byte[] file() {
        return file;
    }

    ConstantPool pool() {
        return pool;
    }

    /** The index of this class in the constant pool. */
    int index() {
        return Bytes.u2(file, pool.end() + 2);
    }

    /** The internal name of this class. */
    String name() {
        return pool.className(index());
    }

    private int fields() {
        return pool.end() + 8 + 2 * Bytes.u2(file, pool.end() + 6);
    }

    /** The descriptor of a field of this class or its superclasses. */
    String fieldType(String field) {
        int at = fields() + 2;
        for (int left = Bytes.u2(file, fields()); left > 0; left--) {
            if (pool.utf8(Bytes.u2(file, at + 2)).equals(field)) {
                return pool.utf8(Bytes.u2(file, at + 4));
            }
            at = Bytes.endOfAttributes(file, at + 6);
        }
        byte[] superclass = files.apply(pool.className(Bytes.u2(file, pool.end() + 4)));
        if (superclass == null) {
            throw new UnknownFormException("no field " + field);
        }
        return new ClassFile(superclass, files).fieldType(field);
    }

    /**
     * Weaves hooks into the methods that have code and that their patterns match.
     *
     * @param handler as in {@link MethodHook#parse}; gets what a hook throws
     * @param taken is set to true where a hook has found a method
     * @return the new class file, or null if no hook has found a method
     * @throws UnknownFormException if a method has a form that is not known
     */
    public byte[] weave(List<MethodHook> hooks, String handler, boolean[] taken) {
        HookCall caught = new HookCall(handler, Collections.emptyList());
        ByteWriter members = new ByteWriter(2 * file.length);
        int copied = pool.end();
        int methods = methods();
        int at = methods + 2;
        for (int left = Bytes.u2(file, methods); left > 0; left--) {
            MethodHook hook = select(hooks, at, taken);
            int code = hook == null ? -1 : code(at);
            if (code >= 0) {
                members.copy(file, copied, code - copied);
                body(hook, caught, at).write(code, members);
                copied = code + 6 + Bytes.s4(file, code + 2);
            }
            at = Bytes.endOfAttributes(file, at + 6);
        }
        if (copied == pool.end()) {
            return null;
        }
        members.copy(file, copied, file.length - copied);
        ByteWriter woven = new ByteWriter(2 * file.length);
        woven.copy(file, 0, 8);
        pool.writeTo(woven);
        woven.copy(members);
        return woven.toByteArray();
    }

    private int methods() {
        int at = fields() + 2;
        for (int left = Bytes.u2(file, fields()); left > 0; left--) {
            at = Bytes.endOfAttributes(file, at + 6);
        }
        return at;
    }

    /** The hook for the method at this place; null if there is none. */
    private MethodHook select(List<MethodHook> hooks, int method, boolean[] taken) {
        String name = pool.utf8(Bytes.u2(file, method + 2));
        String descriptor = pool.utf8(Bytes.u2(file, method + 4));
        MethodHook selected = null;
        for (int i = 0; i < taken.length; i++) {
            if (hooks.get(i).matches(name, descriptor) && code(method) >= 0) {
                if (selected != null) {
                    throw new UnknownFormException("two hooks for " + name + descriptor);
                }
                selected = hooks.get(i);
                taken[i] = true;
            }
        }
        return selected;
    }

    /** Where the code of the method at this place is; -1 if it is abstract or native. */
    private int code(int method) {
        int at = method + 8;
        for (int left = Bytes.u2(file, method + 6); left > 0; left--) {
            if (pool.utf8(Bytes.u2(file, at)).equals("Code")) {
                return at;
            }
            at += 6 + Bytes.s4(file, at + 2);
        }
        return -1;
    }

    private MethodBody body(MethodHook hook, HookCall handler, int method) {
        if (pool.utf8(Bytes.u2(file, method + 2)).equals(CONSTRUCTOR) && (hook.entry != null || hook.whenThrown)) {
            throw new UnknownFormException("a hook before the object is initialized");
        }
        String descriptor = pool.utf8(Bytes.u2(file, method + 4));
        return new MethodBody(this, hook, handler, descriptor, (Bytes.u2(file, method) & STATIC) != 0);
    }
}
