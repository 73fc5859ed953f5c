package io.sockspan.classfile;

/** Some types of a stack map frame (JVMS, section 4.7.4), one for each local variable or value on the stack. */
final class FrameTypes {
    private static final int INTEGER = 1;
    private static final int FLOAT = 2;
    private static final int DOUBLE = 3;
    private static final int LONG = 4;
    private static final int OBJECT = 7;
    private static final int[] OF_KIND = {INTEGER, LONG, FLOAT, DOUBLE};

    private final ConstantPool pool;
    private final ByteWriter types = new ByteWriter(32);
    private int count;

    FrameTypes(ConstantPool pool) {
        this.pool = pool;
    }

    int count() {
        return count;
    }

    FrameTypes copy() {
        FrameTypes copy = new FrameTypes(pool);
        copy.types.copy(types);
        copy.count = count;
        return copy;
    }

    /** @param descriptor of the type; nothing is added for {@code V} */
    FrameTypes add(String descriptor) {
        char first = descriptor.charAt(0);
        if (first == 'V') {
            return this;
        }
        if (first == 'L') {
            return addClass(pool.indexOfClass(descriptor.substring(1, descriptor.length() - 1)));
        }
        if (first == '[') {
            return addClass(pool.indexOfClass(descriptor));
        }
        types.u1(OF_KIND[Signature.kind(descriptor)]);
        count++;
        return this;
    }

    FrameTypes addClass(int index) {
        types.u1(OBJECT);
        types.u2(index);
        count++;
        return this;
    }

    void writeTo(ByteWriter out) {
        out.copy(types);
    }
}
