package io.sockspan.classfile;

/** The attributes of a method's code (JVMS, section 4.7): those with places in the code are corrected, and annotations left out. */
final class Attributes {
    private static final String FRAMES = "StackMapTable";
    private static final String LINES = "LineNumberTable";
    private static final String VARIABLES = "LocalVariableTable";
    private static final String VARIABLE_TYPES = "LocalVariableTypeTable";

    private final ConstantPool pool;
    private final byte[] file;
    private final int at;
    private final Instructions code;
    private int framesName;

    /** @param at where the attributes begin in the class file, with their count */
    Attributes(ConstantPool pool, byte[] file, int at, Instructions code) {
        this.pool = pool;
        this.file = file;
        this.at = at;
        this.code = code;
    }

    /** Copies the frames of the method's own instructions; see {@link StackMap#copy}. */
    void copyFrames(StackMap frames, int parameters, FrameTypes added) {
        int from = at + 2;
        for (int left = Bytes.u2(file, at); left > 0; left--) {
            if (pool.utf8(Bytes.u2(file, from)).equals(FRAMES)) {
                framesName = Bytes.u2(file, from);
                frames.copy(file, from + 6, code, parameters, added);
            }
            from += 6 + Bytes.s4(file, from + 2);
        }
    }

    /** Writes all attributes, with their count. */
    void write(StackMap frames, ByteWriter out) {
        ByteWriter written = new ByteWriter(512);
        int count = 1;
        int from = at + 2;
        for (int left = Bytes.u2(file, at); left > 0; left--) {
            String name = pool.utf8(Bytes.u2(file, from));
            switch (name) {
                case FRAMES:
                    break;
                case LINES:
                    copyLines(from, written);
                    count++;
                    break;
                case VARIABLES:
                case VARIABLE_TYPES:
                    copyVariables(from, written);
                    count++;
                    break;
                default:
                    // Annotations of types in the code, which no JVM reads at run time.
                    break;
            }
            from += 6 + Bytes.s4(file, from + 2);
        }
        out.u2(count);
        out.copy(written);
        ByteWriter map = new ByteWriter(512);
        frames.writeTo(map);
        out.u2(framesName == 0 ? pool.indexOfUtf8(FRAMES) : framesName);
        out.u4(map.size());
        out.copy(map);
    }

    private void copyLines(int start, ByteWriter out) {
        int count = Bytes.u2(file, start + 6);
        out.copy(file, start, 8);
        for (int i = 0; i < count; i++) {
            int line = start + 8 + 4 * i;
            out.u2(code.moved(Bytes.u2(file, line)));
            out.u2(Bytes.u2(file, line + 2));
        }
    }

    private void copyVariables(int start, ByteWriter out) {
        int count = Bytes.u2(file, start + 6);
        out.copy(file, start, 8);
        for (int i = 0; i < count; i++) {
            int variable = start + 8 + 10 * i;
            int begin = Bytes.u2(file, variable);
            int end = begin + Bytes.u2(file, variable + 2);
            out.u2(code.moved(begin));
            out.u2(code.moved(end) - code.moved(begin));
            out.copy(file, variable + 4, 4);
            out.u2(code.movedSlot(Bytes.u2(file, variable + 8)));
        }
    }
}
