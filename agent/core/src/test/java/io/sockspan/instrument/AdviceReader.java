package io.sockspan.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Reads annotated advice, each of which is one call, as the text of a {@link io.sockspan.classfile.MethodHook}. */
final class AdviceReader {
    private AdviceReader() {}

    static String read(Hook hook) throws IOException {
        StringBuilder text = new StringBuilder(hook.methods.toString());
        for (Method method : hook.advice.getDeclaredMethods()) {
            Advice.OnMethodEnter enter = method.getAnnotation(Advice.OnMethodEnter.class);
            if (enter != null) {
                text.append(" @entry ").append(call(method));
            }
        }
        for (Method method : hook.advice.getDeclaredMethods()) {
            Advice.OnMethodExit exit = method.getAnnotation(Advice.OnMethodExit.class);
            if (exit != null) {
                text.append(exit.onThrowable() == Throwable.class ? " @exit " : " @return ")
                        .append(call(method));
            }
        }
        return text.toString();
    }

    private static String call(Method advice) throws IOException {
        List<String> arguments = new ArrayList<>();
        String[] called = {null};
        String file = advice.getDeclaringClass().getName().replace('.', '/') + ".class";
        try (InputStream in = advice.getDeclaringClass().getClassLoader().getResourceAsStream(file)) {
            new ClassReader(in)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access, String name, String descriptor, String generic, String[] thrown) {
                                    return name.equals(advice.getName()) ? new Body(advice, arguments, called) : null;
                                }
                            },
                            0);
        }
        return called[0] + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments));
    }

    /** Takes parameters and constants as arguments of the one call, and nothing else. */
    private static final class Body extends MethodVisitor {
        private final Method advice;
        private final List<String> arguments;
        private final String[] called;

        Body(Method advice, List<String> arguments, String[] called) {
            super(Opcodes.ASM9);
            this.advice = advice;
            this.arguments = arguments;
            this.called = called;
        }

        @Override
        public void visitVarInsn(int opcode, int slot) {
            int at = 0;
            for (Parameter parameter : advice.getParameters()) {
                if (at == slot) {
                    arguments.add(source(parameter));
                    return;
                }
                at += Type.getType(parameter.getType()).getSize();
            }
            throw new AssertionError("a local variable in " + advice);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.ACONST_NULL) {
                arguments.add("null");
            } else if (opcode == Opcodes.ICONST_0 || opcode == Opcodes.ICONST_1) {
                arguments.add(opcode == Opcodes.ICONST_1 ? "true" : "false");
            } else if (opcode != Opcodes.I2L && opcode != Opcodes.RETURN && opcode != Opcodes.ARETURN) {
                throw new AssertionError("an instruction " + opcode + " in " + advice);
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
            if (called[0] != null) {
                throw new AssertionError("two calls in " + advice);
            }
            called[0] = owner + "." + name + type;
        }

        @Override
        public void visitJumpInsn(int opcode, net.bytebuddy.jar.asm.Label label) {
            throw new AssertionError("a decision in " + advice);
        }
    }

    private static String source(Parameter parameter) {
        for (Annotation annotation : parameter.getAnnotations()) {
            if (annotation instanceof Advice.Argument) {
                return "parameter:" + ((Advice.Argument) annotation).value();
            }
            if (annotation instanceof Advice.FieldValue) {
                return field((Advice.FieldValue) annotation, parameter.getType());
            }
            if (annotation instanceof Advice.Enter) {
                return "entry";
            }
            if (annotation instanceof Advice.Return) {
                return "result";
            }
            if (annotation instanceof Advice.Thrown) {
                return "thrown";
            }
            if (annotation instanceof Advice.This) {
                return "this";
            }
        }
        throw new AssertionError(parameter);
    }

    /** The descriptor is left out where the field may have any type. */
    private static String field(Advice.FieldValue field, Class<?> type) {
        boolean isAny = field.typing() == Assigner.Typing.DYNAMIC || type == Object.class;
        return "field:" + field.value() + (isAny ? "" : ":" + Type.getDescriptor(type));
    }
}
