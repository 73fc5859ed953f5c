package io.sockspan.packing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * The class of one lambda, from the arguments of {@code LambdaMetafactory}. What the lambda captures is in fields; one that captures nothing has one
 * instance.
 */
final class LambdaClass {
    /** Takes what is captured, and returns the lambda. */
    static final String FACTORY = "create";

    private static final String INSTANCE = "INSTANCE";

    private final String name;
    private final int version;
    private final String method;
    private final Type[] captured;
    private final Type result;
    private final Type erased;
    private final Type specialized;
    private final Handle target;
    private final Set<String> descriptors = new LinkedHashSet<>();
    private final List<String> interfaces = new ArrayList<>();
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    /**
     * @param method of the functional interface
     * @param factory what is captured, and the interface
     * @param arguments of the bootstrap method {@code metafactory}, or of {@code altMetafactory}
     * @param target what the lambda calls
     */
    LambdaClass(String name, int version, String method, String factory, Object[] arguments, Handle target) {
        this.name = name;
        this.version = version;
        this.method = method;
        this.captured = Type.getArgumentTypes(factory);
        this.result = Type.getReturnType(factory);
        this.erased = (Type) arguments[0];
        this.specialized = (Type) arguments[2];
        this.target = target;
        descriptors.add(erased.getDescriptor());
        interfaces.add(result.getInternalName());
        if (arguments.length > 3) {
            addExtras(arguments);
        }
    }

    /** See {@code LambdaMetafactory.altMetafactory}: flags; number of marker interfaces, and these; number of bridges, and these. */
    private void addExtras(Object[] arguments) {
        int flags = (Integer) arguments[3];
        int at = 4;
        if ((flags & 1) != 0) {
            interfaces.add("java/io/Serializable");
        }
        if ((flags & 2) != 0) {
            int count = (Integer) arguments[at++];
            for (int i = 0; i < count; i++) {
                interfaces.add(((Type) arguments[at++]).getInternalName());
            }
        }
        if ((flags & 4) != 0) {
            int count = (Integer) arguments[at++];
            for (int i = 0; i < count; i++) {
                descriptors.add(((Type) arguments[at++]).getDescriptor());
            }
        }
    }

    byte[] content() {
        writer.visit(
                version,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                "java/lang/Object",
                new LinkedHashSet<>(interfaces).toArray(new String[0]));
        for (int i = 0; i < captured.length; i++) {
            writer.visitField(
                            Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field(i), captured[i].getDescriptor(), null, null)
                    .visitEnd();
        }
        constructor();
        factory();
        for (String descriptor : descriptors) {
            body(descriptor);
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static String field(int index) {
        return "captured" + index;
    }

    private String constructorDescriptor() {
        return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
    }

    private void constructor() {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", constructorDescriptor(), null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        int local = 1;
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), local);
            code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), captured[i].getDescriptor());
            local += captured[i].getSize();
        }
        finish(code, Type.VOID_TYPE);
    }

    private void factory() {
        if (captured.length == 0) {
            String descriptor = "L" + name + ";";
            writer.visitField(
                            Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL,
                            INSTANCE,
                            descriptor,
                            null,
                            null)
                    .visitEnd();
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
            code.visitCode();
            create(code);
            code.visitFieldInsn(Opcodes.PUTSTATIC, name, INSTANCE, descriptor);
            finish(code, Type.VOID_TYPE);
        }
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_STATIC, FACTORY, Type.getMethodDescriptor(result, captured), null, null);
        code.visitCode();
        if (captured.length == 0) {
            code.visitFieldInsn(Opcodes.GETSTATIC, name, INSTANCE, "L" + name + ";");
        } else {
            create(code);
        }
        finish(code, result);
    }

    private void create(MethodVisitor code) {
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        int local = 0;
        for (Type type : captured) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorDescriptor(), false);
    }

    private void body(String descriptor) {
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC, method, descriptor, null, null);
        code.visitCode();
        Calls.before(target, code);
        Type[] taken = Type.getArgumentTypes(Calls.flat(target));
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
            Conversion.convert(captured[i], captured[i], taken[i], code);
        }
        Type[] given = Type.getArgumentTypes(descriptor);
        Type[] known = specialized.getArgumentTypes();
        int local = 1;
        for (int i = 0; i < given.length; i++) {
            code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), local);
            local += given[i].getSize();
            Conversion.convert(given[i], known[i], taken[captured.length + i], code);
        }
        Calls.invoke(target, code);
        Type returned = Type.getReturnType(Calls.flat(target));
        Type wanted = Type.getReturnType(descriptor);
        Conversion.convert(returned, returned, wanted, code);
        finish(code, wanted);
    }

    private static void finish(MethodVisitor code, Type returned) {
        code.visitInsn(returned.getOpcode(Opcodes.IRETURN));
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
