package io.sockspan.packing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/**
 * A class that becomes one without lambdas and without the names of local variables, which only debuggers read. Each {@code invokedynamic} that
 * would make a lambda calls the factory of a class instead.
 */
final class HostClass extends ClassVisitor {
    private static final int API = Opcodes.ASM9;
    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final String DESERIALIZER = "$deserializeLambda$";

    /** The access of each method of the class, by name and descriptor. */
    private final Map<String, Integer> methods;
    /** The private methods that lambdas consist of, by name and descriptor, with what calls them in their place. */
    private final Map<String, Handle> opened = new LinkedHashMap<>();

    private final Map<String, byte[]> made;
    private String name;
    private int version;
    private boolean isInterface;

    private HostClass(ClassVisitor next, Map<String, Integer> methods, Map<String, byte[]> made) {
        super(API, next);
        this.methods = methods;
        this.made = made;
    }

    /** The class, and those that stand for its lambdas, by their internal names. */
    static Map<String, byte[]> rewrite(byte[] content) {
        ClassReader reader = new ClassReader(content);
        Map<String, byte[]> made = new LinkedHashMap<>();
        // A new constant pool, without the handles that nothing refers to any more.
        ClassWriter writer = new ClassWriter(0);
        reader.accept(new HostClass(writer, methodsOf(reader), made), 0);
        made.put(reader.getClassName(), writer.toByteArray());
        return made;
    }

    private static Map<String, Integer> methodsOf(ClassReader reader) {
        Map<String, Integer> methods = new HashMap<>();
        reader.accept(
                new ClassVisitor(API) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        methods.put(name + descriptor, access);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        return methods;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        this.version = version;
        this.name = name;
        isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
        super.visit(version, access, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String method, String descriptor, String signature, String[] exceptions) {
        if (method.equals(DESERIALIZER)) {
            return null;
        }
        int seen = isOpenedStatic(method, access) ? access & ~Opcodes.ACC_PRIVATE | publicIfInterface() : access;
        MethodVisitor next = super.visitMethod(seen, method, descriptor, signature, exceptions);
        return new MethodVisitor(API, next) {
            @Override
            public void visitLocalVariable(
                    String name, String descriptor, String signature, Label start, Label end, int index) {
                // Left out.
            }

            @Override
            public void visitInvokeDynamicInsn(String call, String type, Handle bootstrap, Object... arguments) {
                if (!bootstrap.getOwner().equals(METAFACTORY)) {
                    super.visitInvokeDynamicInsn(call, type, bootstrap, arguments);
                    return;
                }
                String lambda = name + "$$Lambda$" + (made.size() + 1);
                Handle target = accessible((Handle) arguments[1]);
                check(target);
                made.put(lambda, new LambdaClass(lambda, version, call, type, arguments, target).content());
                super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda, LambdaClass.FACTORY, type, false);
            }
        };
    }

    /** Bodies of lambdas, as the compiler names them, whether or not one refers to them. */
    private static boolean isOpenedStatic(String method, int access) {
        return method.startsWith("lambda$") && (access & Opcodes.ACC_STATIC) != 0;
    }

    private int publicIfInterface() {
        return isInterface ? Opcodes.ACC_PUBLIC : 0;
    }

    /** A handle of what another class of the package may call, to the same effect. */
    private Handle accessible(Handle target) {
        Integer access = target.getOwner().equals(name) ? methods.get(target.getName() + target.getDesc()) : null;
        if (access == null || (access & Opcodes.ACC_PRIVATE) == 0 || isOpenedStatic(target.getName(), access)) {
            return target;
        }
        return opened.computeIfAbsent(target.toString(), key -> accessor(target));
    }

    /** Fails where a class of its own may not do what the lambda does: the JVM would find that out only where it is reached. */
    private void check(Handle target) {
        if ((version & 0xffff) >= Opcodes.V11) {
            // Nestmates: a lambda may consist of another class's private method, without a method that opens it.
            throw new IllegalArgumentException("lambdas of a class file for Java 11 or later: " + name);
        }
        if (target.getTag() == Opcodes.H_INVOKESPECIAL) {
            throw new IllegalArgumentException("a lambda that calls its superclass: " + name + ", " + target);
        }
    }

    private Handle accessor(Handle target) {
        String descriptor = Calls.flat(target);
        String accessor = "lambda$access$" + opened.size();
        MethodVisitor code = super.visitMethod(
                Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC | publicIfInterface(), accessor, descriptor, null, null);
        code.visitCode();
        Calls.before(target, code);
        int local = 0;
        for (Type parameter : Type.getArgumentTypes(descriptor)) {
            code.visitVarInsn(parameter.getOpcode(Opcodes.ILOAD), local);
            local += parameter.getSize();
        }
        Calls.invoke(target, code);
        Type result = Type.getReturnType(descriptor);
        code.visitInsn(result.getOpcode(Opcodes.IRETURN));
        code.visitMaxs(local + 2 + result.getSize(), local);
        code.visitEnd();
        return new Handle(Opcodes.H_INVOKESTATIC, name, accessor, descriptor, isInterface);
    }
}
