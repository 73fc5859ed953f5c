package io.sockspan.classfile;

/**
 * Copies the instructions of a method (JVMS, section 6.5). The local variables behind the parameters move up, a return becomes a jump to
 * one place behind all instructions, and jumps are corrected for what that has moved.
 */
final class Instructions {
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int WIDE = 196;
    private static final int IINC = 132;
    private static final int RET = 169;
    private static final int GOTO = 167;
    private static final int RETURN = 177;
    private static final int FIRST_RETURN = 172;
    private static final int GOTO_WIDE = 200;
    private static final int WIDE_JUMP = 4;
    private static final int SHORT_JUMP = 2;

    private final byte[] file;
    private final int start;
    private final int length;
    private final ByteWriter out;
    private final int parameterSlots;
    private final int shift;
    /** Where a returned value is put, or -1 if returns stay. */
    private final int resultSlot;

    private final int[] moved;
    private final boolean[] assigned;
    /** Four numbers each: place of the offset, place of the instruction, target, bytes of the offset. */
    private final int[] jumps;

    private int jumpsSize;

    /**
     * @param start of the instructions in the class file
     * @param length of the instructions, in bytes
     * @param out gets the instructions; places in the new code are counted from its beginning
     * @param parameterSlots local variables that stay where they are
     * @param shift by how many slots the others move up
     * @param resultSlot where a returned value is put, or -1 if returns stay
     */
    Instructions(byte[] file, int start, int length, ByteWriter out, int parameterSlots, int shift, int resultSlot) {
        this.file = file;
        this.start = start;
        this.length = length;
        this.out = out;
        this.parameterSlots = parameterSlots;
        this.shift = shift;
        this.resultSlot = resultSlot;
        moved = new int[length + 1];
        assigned = new boolean[parameterSlots];
        jumps = new int[4 * (length + 1)];
    }

    /** Copies all instructions. The place behind them, where returns jump to, is {@code moved(length)}. */
    void copy() {
        for (int at = 0; at < length; ) {
            moved[at] = out.size();
            at += copy(at, Bytes.u1(file, start + at));
        }
        moved[length] = out.size();
    }

    /** The new place of what was there in the old code. */
    int moved(int at) {
        return moved[at];
    }

    /** The new slot of a local variable. */
    int movedSlot(int index) {
        return index < parameterSlots ? index : index + shift;
    }

    /** Whether the method assigns to this slot, which is a parameter's. */
    boolean isAssigned(int parameterSlot) {
        return assigned[parameterSlot];
    }

    /** Corrects the jumps. @param exit where returns go */
    void link(int exit) {
        for (int i = 0; i < jumpsSize; i += 4) {
            int target = jumps[i + 2] == length ? exit : moved[jumps[i + 2]];
            int offset = target - jumps[i + 1];
            if (jumps[i + 3] == WIDE_JUMP) {
                out.set4(jumps[i], offset);
            } else if (offset == (short) offset) {
                out.set2(jumps[i], offset);
            } else {
                throw new UnknownFormException("a jump over " + offset + " bytes");
            }
        }
    }

    /** Copies one instruction, and returns its old length. */
    private int copy(int at, int opcode) {
        if (Opcodes.isShortLoad(opcode) || Opcodes.isShortStore(opcode)) {
            local(Opcodes.longForm(opcode), Opcodes.shortIndex(opcode));
            return 1;
        }
        if (Opcodes.isLoad(opcode) || Opcodes.isStore(opcode)) {
            local(opcode, Bytes.u1(file, start + at + 1));
            return 2;
        }
        if (opcode >= FIRST_RETURN && opcode <= RETURN && resultSlot >= 0) {
            returned(opcode);
            return 1;
        }
        if (Opcodes.isJump(opcode)) {
            return jump(at, opcode);
        }
        switch (opcode) {
            case IINC:
                out.u1(IINC);
                out.u1(slot(Bytes.u1(file, start + at + 1), true));
                out.u1(Bytes.u1(file, start + at + 2));
                return 3;
            case TABLESWITCH:
            case LOOKUPSWITCH:
                return switched(at, opcode);
            case WIDE:
                return wide(at);
            case RET:
                throw new UnknownFormException("a subroutine");
            default:
                int size = Opcodes.length(opcode);
                out.copy(file, start + at, size);
                return size;
        }
    }

    private void local(int opcode, int index) {
        int slot = slot(index, Opcodes.isStore(opcode));
        if (slot > 255) {
            throw new UnknownFormException("more than 255 local variables");
        }
        Opcodes.writeLocal(out, opcode, slot);
    }

    private int slot(int index, boolean assigns) {
        if (index < parameterSlots) {
            assigned[index] |= assigns;
        }
        return movedSlot(index);
    }

    private void returned(int opcode) {
        if (opcode != RETURN) {
            Opcodes.writeLocal(out, Opcodes.store(opcode - FIRST_RETURN), resultSlot);
        }
        int place = out.size();
        out.u1(GOTO);
        out.u2(0);
        addJump(place + 1, place, length, SHORT_JUMP);
    }

    private int jump(int at, int opcode) {
        int place = out.size();
        out.u1(opcode);
        if (opcode >= GOTO_WIDE) {
            out.u4(0);
            addJump(place + 1, place, at + Bytes.s4(file, start + at + 1), WIDE_JUMP);
            return 5;
        }
        out.u2(0);
        addJump(place + 1, place, at + Bytes.s2(file, start + at + 1), SHORT_JUMP);
        return 3;
    }

    private int switched(int at, int opcode) {
        int place = out.size();
        out.u1(opcode);
        while (out.size() % 4 != 0) {
            out.u1(0);
        }
        int from = at + 4 - at % 4;
        offset(place, at, from);
        int first = Bytes.s4(file, start + from + 4);
        out.u4(first);
        from += 8;
        int count = first;
        if (opcode == TABLESWITCH) {
            int last = Bytes.s4(file, start + from);
            out.u4(last);
            from += 4;
            count = last - first + 1;
        }
        for (int i = 0; i < count; i++) {
            if (opcode == LOOKUPSWITCH) {
                out.u4(Bytes.s4(file, start + from));
                from += 4;
            }
            offset(place, at, from);
            from += 4;
        }
        return from - at;
    }

    private void offset(int place, int at, int from) {
        addJump(out.size(), place, at + Bytes.s4(file, start + from), WIDE_JUMP);
        out.u4(0);
    }

    private int wide(int at) {
        int opcode = Bytes.u1(file, start + at + 1);
        boolean assigns = opcode == IINC || Opcodes.isStore(opcode);
        if (!assigns && !Opcodes.isLoad(opcode)) {
            throw new UnknownFormException("a wide instruction " + opcode);
        }
        out.u1(WIDE);
        out.u1(opcode);
        out.u2(slot(Bytes.u2(file, start + at + 2), assigns));
        if (opcode != IINC) {
            return 4;
        }
        out.u2(Bytes.u2(file, start + at + 4));
        return 6;
    }

    private void addJump(int place, int from, int target, int size) {
        jumps[jumpsSize] = place;
        jumps[jumpsSize + 1] = from;
        jumps[jumpsSize + 2] = target;
        jumps[jumpsSize + 3] = size;
        jumpsSize += 4;
    }
}
