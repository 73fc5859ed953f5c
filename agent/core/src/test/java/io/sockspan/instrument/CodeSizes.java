package io.sockspan.instrument;

import java.util.Map;
import java.util.TreeMap;
import net.bytebuddy.jar.asm.ClassReader;

/** How many bytes of code each method of a class file has (JVMS, section 4.7.3). */
final class CodeSizes {
    private CodeSizes() {}

    /** By name and descriptor, as in {@code read(Ljava/io/FileDescriptor;JI)I}; methods without code are left out. */
    static Map<String, Integer> of(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        Map<String, Integer> sizes = new TreeMap<>();
        int at = reader.header + 8 + 2 * reader.readUnsignedShort(reader.header + 6);
        at = skipMembers(reader, at);
        int methods = reader.readUnsignedShort(at);
        at += 2;
        for (int method = 0; method < methods; method++) {
            String name = reader.readUTF8(at + 2, buffer) + reader.readUTF8(at + 4, buffer);
            int attributes = reader.readUnsignedShort(at + 6);
            at += 8;
            for (int attribute = 0; attribute < attributes; attribute++) {
                if (reader.readUTF8(at, buffer).equals("Code")) {
                    sizes.put(name, reader.readInt(at + 10));
                }
                at += 6 + reader.readInt(at + 2);
            }
        }
        return sizes;
    }

    private static int skipMembers(ClassReader reader, int start) {
        int at = start;
        int members = reader.readUnsignedShort(at);
        at += 2;
        for (int member = 0; member < members; member++) {
            int attributes = reader.readUnsignedShort(at + 6);
            at += 8;
            for (int attribute = 0; attribute < attributes; attribute++) {
                at += 6 + reader.readInt(at + 2);
            }
        }
        return at;
    }
}
