package io.sockspan.classfile;

/** What is to be known of the JVM's instructions (JVMS, section 6.5, and the table in chapter 7). */
final class Opcodes {
    static final int NOP = 0;
    static final int ACONST_NULL = 1;
    static final int ICONST_0 = 3;
    static final int ALOAD = 25;
    static final int ASTORE = 58;
    static final int I2L = 133;
    static final int GOTO = 167;
    static final int GETFIELD = 180;
    static final int INVOKEVIRTUAL = 182;
    static final int INVOKESTATIC = 184;
    static final int ATHROW = 191;
    static final int IFNULL = 198;

    private static final int ILOAD = 21;
    private static final int ILOAD_0 = 26;
    private static final int IALOAD = 46;
    private static final int ISTORE = 54;
    private static final int ISTORE_0 = 59;
    private static final int IASTORE = 79;
    private static final int IRETURN = 172;
    private static final int RETURN = 177;
    private static final int REFERENCE = 4;

    /** First opcode and length of each run of instructions of the same length; 0 where the length varies. */
    private static final int[] RUNS = {
        0, 1, 16, 2, 17, 3, 18, 2, 19, 3, 21, 2, 26, 1, 54, 2, 59, 1, 132, 3, 133, 1, 153, 3, 169, 2, 170, 0, 172, 1,
        178, 3, 185, 5, 187, 3, 188, 2, 189, 3, 190, 1, 192, 3, 194, 1, 196, 0, 197, 4, 198, 3, 200, 5, 202, 0
    };

    private Opcodes() {}

    /** Bytes of an instruction with its operands. */
    static int length(int opcode) {
        int run = 0;
        while (run + 2 < RUNS.length && RUNS[run + 2] <= opcode) {
            run += 2;
        }
        if (RUNS[run + 1] == 0) {
            throw new UnknownFormException("an instruction " + opcode);
        }
        return RUNS[run + 1];
    }

    /** With the index of the local variable behind it. */
    static boolean isLoad(int opcode) {
        return opcode >= ILOAD && opcode < ILOAD_0;
    }

    static boolean isStore(int opcode) {
        return opcode >= ISTORE && opcode < ISTORE_0;
    }

    /** With the index of the local variable, 0 to 3, in the opcode. */
    static boolean isShortLoad(int opcode) {
        return opcode >= ILOAD_0 && opcode < IALOAD;
    }

    static boolean isShortStore(int opcode) {
        return opcode >= ISTORE_0 && opcode < IASTORE;
    }

    static int longForm(int shortForm) {
        return isShortLoad(shortForm) ? ILOAD + (shortForm - ILOAD_0) / 4 : ISTORE + (shortForm - ISTORE_0) / 4;
    }

    static int shortIndex(int shortForm) {
        return (shortForm - (isShortLoad(shortForm) ? ILOAD_0 : ISTORE_0)) % 4;
    }

    static boolean isJump(int opcode) {
        return opcode >= 153 && opcode <= 168 || opcode >= IFNULL && opcode <= 201;
    }

    /** @param kind see {@link Signature#kind} */
    static int load(int kind) {
        return ILOAD + kind;
    }

    static int store(int kind) {
        return ISTORE + kind;
    }

    /** The instruction that returns a value of this type. */
    static int returning(String type) {
        return type.equals("V") ? RETURN : IRETURN + Signature.kind(type);
    }

    /** The instruction that pushes zero or null. */
    static int zero(String type) {
        int kind = Signature.kind(type);
        switch (kind) {
            case REFERENCE:
                return ACONST_NULL;
            case 0:
                return ICONST_0;
            default:
                // LCONST_0, FCONST_0, DCONST_0
                return new int[] {0, 9, 11, 14}[kind];
        }
    }

    /** Writes the shortest form of an instruction that loads or stores a local variable. */
    static void writeLocal(ByteWriter out, int opcode, int slot) {
        if (slot <= 3) {
            out.u1((isLoad(opcode) ? ILOAD_0 + 4 * (opcode - ILOAD) : ISTORE_0 + 4 * (opcode - ISTORE)) + slot);
        } else {
            out.u1(opcode);
            out.u1(slot);
        }
    }
}
