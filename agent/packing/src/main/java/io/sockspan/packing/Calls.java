package io.sockspan.packing;

import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Calls of what a method handle stands for, as instructions. */
final class Calls {
    private Calls() {}

    /** The descriptor of a static method to the same effect: with the receiver first, and what a constructor creates as the result. */
    static String flat(Handle target) {
        Type owner = Type.getObjectType(target.getOwner());
        Type[] parameters = Type.getArgumentTypes(target.getDesc());
        switch (target.getTag()) {
            case Opcodes.H_INVOKESTATIC:
                return target.getDesc();
            case Opcodes.H_NEWINVOKESPECIAL:
                return Type.getMethodDescriptor(owner, parameters);
            default:
                Type[] all = new Type[parameters.length + 1];
                all[0] = owner;
                System.arraycopy(parameters, 0, all, 1, parameters.length);
                return Type.getMethodDescriptor(Type.getReturnType(target.getDesc()), all);
        }
    }

    /** What comes before the arguments. */
    static void before(Handle target, MethodVisitor code) {
        if (target.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            code.visitTypeInsn(Opcodes.NEW, target.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
    }

    static void invoke(Handle target, MethodVisitor code) {
        code.visitMethodInsn(
                opcode(target.getTag()), target.getOwner(), target.getName(), target.getDesc(), target.isInterface());
    }

    private static int opcode(int tag) {
        switch (tag) {
            case Opcodes.H_INVOKESTATIC:
                return Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEVIRTUAL:
                return Opcodes.INVOKEVIRTUAL;
            case Opcodes.H_INVOKEINTERFACE:
                return Opcodes.INVOKEINTERFACE;
            case Opcodes.H_INVOKESPECIAL:
            case Opcodes.H_NEWINVOKESPECIAL:
                return Opcodes.INVOKESPECIAL;
            default:
                throw new IllegalArgumentException("no method: " + tag);
        }
    }
}
