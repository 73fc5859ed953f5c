package io.sockspan.classfile;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The constant pool of a class file (JVMS, section 4.4). New constants are added at its end, so that all indexes stay valid. */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private static final int START = 10;
    /** Bytes of a constant by its tag, with the tag; 0 for tags that do not exist, and for the one whose length varies. */
    private static final int[] LENGTHS = {0, 0, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3};

    private final byte[] file;
    private final int[] starts;
    private final int end;
    private final ByteWriter added = new ByteWriter(512);
    private final Map<String, Integer> addedIndexes = new HashMap<>();
    private int count;

    ConstantPool(byte[] file) {
        this.file = file;
        count = u2(8);
        starts = new int[count];
        int at = START;
        for (int index = 1; index < count; index++) {
            starts[index] = at;
            int tag = file[at];
            if (tag == LONG || tag == DOUBLE) {
                // It takes two indexes.
                index++;
            }
            at += length(tag, at);
        }
        end = at;
    }

    private int length(int tag, int at) {
        if (tag == UTF8) {
            return 3 + u2(at + 1);
        }
        if (tag < 0 || tag >= LENGTHS.length || LENGTHS[tag] == 0) {
            throw new UnknownFormException("a constant with tag " + tag);
        }
        return LENGTHS[tag];
    }

    /** Where the constant pool ends in the class file. */
    int end() {
        return end;
    }

    /** A text of the original pool; it is right for ASCII, and only compared with texts in ASCII. */
    String utf8(int index) {
        int at = starts[index];
        return new String(file, at + 3, u2(at + 1), StandardCharsets.ISO_8859_1);
    }

    /** The internal name of a class of the original pool. */
    String className(int index) {
        return utf8(u2(starts[index] + 1));
    }

    int indexOfUtf8(String text) {
        Integer known = addedIndexes.get(text);
        if (known != null) {
            return known;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        added.u1(UTF8);
        added.u2(bytes.length);
        added.copy(bytes, 0, bytes.length);
        return remember(text);
    }

    /** @param name internal name, or the descriptor of an array */
    int indexOfClass(String name) {
        String key = "class " + name;
        Integer known = addedIndexes.get(key);
        if (known != null) {
            return known;
        }
        int text = indexOfUtf8(name);
        added.u1(CLASS);
        added.u2(text);
        return remember(key);
    }

    int indexOfField(String owner, String name, String descriptor) {
        return indexOfMember(FIELD, owner, name, descriptor);
    }

    int indexOfMethod(String owner, String name, String descriptor) {
        return indexOfMember(METHOD, owner, name, descriptor);
    }

    private int indexOfMember(int tag, String owner, String name, String descriptor) {
        String key = tag + " " + owner + " " + name + " " + descriptor;
        Integer known = addedIndexes.get(key);
        if (known != null) {
            return known;
        }
        int type = indexOfClass(owner);
        int nameAndType = indexOfNameAndType(name, descriptor);
        added.u1(tag);
        added.u2(type);
        added.u2(nameAndType);
        return remember(key);
    }

    private int indexOfNameAndType(String name, String descriptor) {
        int nameIndex = indexOfUtf8(name);
        int descriptorIndex = indexOfUtf8(descriptor);
        added.u1(NAME_AND_TYPE);
        added.u2(nameIndex);
        added.u2(descriptorIndex);
        return count++;
    }

    private int remember(String key) {
        addedIndexes.put(key, count);
        return count++;
    }

    void writeTo(ByteWriter out) {
        out.u2(count);
        out.copy(file, START, end - START);
        out.copy(added);
    }

    private int u2(int at) {
        return Bytes.u2(file, at);
    }
}
