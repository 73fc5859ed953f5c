package io.sockspan.classfile;

/** Writes the table of stack map frames of a method (JVMS, section 4.7.4), in the order of their places. */
final class StackMap {
    private static final int SAME_WITH_ONE_ON_STACK = 247;
    private static final int SAME = 251;
    private static final int FULL = 255;
    private static final int FIRST_SHORT_WITH_STACK = 64;
    private static final int UNINITIALIZED = 8;
    private static final int OBJECT = 7;

    private final ByteWriter frames = new ByteWriter(256);
    private int count;
    private int last = -1;

    int count() {
        return count;
    }

    void writeTo(ByteWriter out) {
        out.u2(count);
        out.copy(frames);
    }

    /** A frame with these local variables. @param onStack null if the stack is empty */
    void full(int place, FrameTypes locals, FrameTypes onStack) {
        begin(FULL, place);
        frames.u2(locals.count());
        locals.writeTo(frames);
        frames.u2(onStack == null ? 0 : onStack.count());
        if (onStack != null) {
            onStack.writeTo(frames);
        }
    }

    private void begin(int tag, int place) {
        frames.u1(tag);
        delta(place);
    }

    private void delta(int place) {
        frames.u2(place - last - 1);
        last = place;
        count++;
    }

    /**
     * Copies the frames of a method.
     *
     * @param at the table in the class file
     * @param parameters how many of the first local variables are parameters
     * @param added the type of a local variable that has been put behind the parameters, or null
     */
    void copy(byte[] file, int at, Instructions code, int parameters, FrameTypes added) {
        int from = at + 2;
        int place = -1;
        int locals = parameters;
        for (int left = Bytes.u2(file, at); left > 0; left--) {
            int tag = Bytes.u1(file, from++);
            if (tag < FIRST_SHORT_WITH_STACK) {
                place += tag + 1;
                begin(SAME, code.moved(place));
            } else if (tag < 2 * FIRST_SHORT_WITH_STACK) {
                place += tag - FIRST_SHORT_WITH_STACK + 1;
                begin(SAME_WITH_ONE_ON_STACK, code.moved(place));
                from = copyTypes(file, from, 1, code);
            } else {
                place += Bytes.u2(file, from) + 1;
                from += 2;
                if (tag == FULL) {
                    locals = Bytes.u2(file, from);
                    from = copyFull(file, from, code, place, parameters, added);
                } else {
                    // Between chop and append stands the frame that changes no local variable.
                    int change = tag == SAME_WITH_ONE_ON_STACK ? 0 : tag - SAME;
                    locals += change;
                    begin(tag, code.moved(place));
                    from = copyTypes(file, from, typesBehind(tag, change), code);
                }
            }
            if (added != null && locals < parameters) {
                throw new UnknownFormException("a parameter that is no local variable any more");
            }
        }
    }

    private static int typesBehind(int tag, int change) {
        if (tag < SAME_WITH_ONE_ON_STACK) {
            throw new UnknownFormException("a frame of type " + tag);
        }
        return tag == SAME_WITH_ONE_ON_STACK ? 1 : Math.max(0, change);
    }

    private int copyFull(byte[] file, int at, Instructions code, int place, int parameters, FrameTypes added) {
        begin(FULL, code.moved(place));
        int locals = Bytes.u2(file, at);
        int first = added == null ? locals : Math.min(locals, parameters);
        frames.u2(locals + (added == null ? 0 : added.count()));
        int from = copyTypes(file, at + 2, first, code);
        if (added != null) {
            added.writeTo(frames);
            from = copyTypes(file, from, locals - first, code);
        }
        int onStack = Bytes.u2(file, from);
        frames.u2(onStack);
        return copyTypes(file, from + 2, onStack, code);
    }

    private int copyTypes(byte[] file, int at, int types, Instructions code) {
        int from = at;
        for (int left = types; left > 0; left--) {
            int type = Bytes.u1(file, from++);
            frames.u1(type);
            if (type == OBJECT || type == UNINITIALIZED) {
                int value = Bytes.u2(file, from);
                // An uninitialized object is named by the place of the instruction that has created it.
                frames.u2(type == OBJECT ? value : code.moved(value));
                from += 2;
            }
        }
        return from;
    }
}
