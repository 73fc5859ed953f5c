package io.sockspan.packing;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** Conversions between the types of a functional interface's method and those of what a lambda calls, as instructions. */
final class Conversion {
    private static final String OBJECT = "java/lang/Object";

    private Conversion() {}

    /**
     * Converts what is on the stack.
     *
     * @param from its type
     * @param known what it is known to be besides: a reference that is to be unboxed has the class of the box
     */
    static void convert(Type from, Type known, Type to, MethodVisitor code) {
        if (from.equals(to)) {
            return;
        }
        if (to.getSort() == Type.VOID) {
            code.visitInsn(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        } else if (isPrimitive(from) && isPrimitive(to)) {
            widen(from, to, code);
        } else if (isPrimitive(from)) {
            Type box = boxOf(from);
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC, box.getInternalName(), "valueOf", Type.getMethodDescriptor(box, from), false);
        } else if (isPrimitive(to)) {
            unbox(known, to, code);
        } else if (!to.getInternalName().equals(OBJECT)) {
            code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
        }
    }

    private static boolean isPrimitive(Type type) {
        return type.getSort() < Type.ARRAY;
    }

    private static boolean isNumber(Type primitive) {
        return primitive.getSort() != Type.BOOLEAN && primitive.getSort() != Type.CHAR;
    }

    private static void unbox(Type known, Type to, MethodVisitor code) {
        Type value = valueOf(known);
        String box = known.getInternalName();
        if (value == null) {
            // What a generic method returns may be a box of another number, of which LambdaMetafactory takes the value,
            // too.
            value = to;
            box = isNumber(to) ? "java/lang/Number" : boxOf(to).getInternalName();
        }
        code.visitTypeInsn(Opcodes.CHECKCAST, box);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, box, value.getClassName() + "Value", Type.getMethodDescriptor(value), false);
        if (!value.equals(to)) {
            widen(value, to, code);
        }
    }

    private static void widen(Type from, Type to, MethodVisitor code) {
        int source = from.getSort() < Type.INT ? Type.INT : from.getSort();
        switch (to.getSort()) {
            case Type.LONG:
                code.visitInsn(Opcodes.I2L);
                break;
            case Type.FLOAT:
                code.visitInsn(source == Type.INT ? Opcodes.I2F : Opcodes.L2F);
                break;
            case Type.DOUBLE:
                code.visitInsn(source == Type.INT ? Opcodes.I2D : source == Type.LONG ? Opcodes.L2D : Opcodes.F2D);
                break;
            default:
            // Shorter integers are integers on the stack.
        }
    }

    private static Type boxOf(Type primitive) {
        switch (primitive.getSort()) {
            case Type.BOOLEAN:
                return Type.getType(Boolean.class);
            case Type.CHAR:
                return Type.getType(Character.class);
            case Type.BYTE:
                return Type.getType(Byte.class);
            case Type.SHORT:
                return Type.getType(Short.class);
            case Type.INT:
                return Type.getType(Integer.class);
            case Type.LONG:
                return Type.getType(Long.class);
            case Type.FLOAT:
                return Type.getType(Float.class);
            default:
                return Type.getType(Double.class);
        }
    }

    /** What is in a box; null if it is none. */
    private static Type valueOf(Type box) {
        Type[] all = {
            Type.BOOLEAN_TYPE, Type.CHAR_TYPE, Type.BYTE_TYPE, Type.SHORT_TYPE,
            Type.INT_TYPE, Type.LONG_TYPE, Type.FLOAT_TYPE, Type.DOUBLE_TYPE
        };
        for (Type primitive : all) {
            if (boxOf(primitive).equals(box)) {
                return primitive;
            }
        }
        return null;
    }
}
