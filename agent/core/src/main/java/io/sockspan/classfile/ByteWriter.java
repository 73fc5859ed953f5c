package io.sockspan.classfile;

import java.util.Arrays;

/** A growing array of bytes, with the number formats of class files: big-endian. For one thread. */
final class ByteWriter {
    private byte[] bytes;
    private int size;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void u1(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void u2(int value) {
        if (value < 0 || value > 0xffff) {
            throw new UnknownFormException("a number of a class file does not fit: " + value);
        }
        reserve(2);
        size += 2;
        set2(size - 2, value);
    }

    void u4(int value) {
        reserve(4);
        size += 4;
        set4(size - 4, value);
    }

    void set2(int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    void set4(int at, int value) {
        set2(at, value >>> 16);
        set2(at + 2, value);
    }

    void copy(byte[] from, int start, int length) {
        reserve(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    void copy(ByteWriter other) {
        copy(other.bytes, 0, other.size);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
