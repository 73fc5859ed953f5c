package io.sockspan.classfile;

/** Reads the numbers of a class file: big-endian, unsigned unless said otherwise. */
final class Bytes {
    private Bytes() {}

    static int u1(byte[] file, int at) {
        return file[at] & 0xff;
    }

    static int u2(byte[] file, int at) {
        return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
    }

    static int s2(byte[] file, int at) {
        return (short) u2(file, at);
    }

    static int s4(byte[] file, int at) {
        return u2(file, at) << 16 | u2(file, at + 2);
    }

    /** The end of the attributes that begin with their count at this place. */
    static int endOfAttributes(byte[] file, int at) {
        int end = at + 2;
        for (int left = u2(file, at); left > 0; left--) {
            end += 6 + s4(file, end + 2);
        }
        return end;
    }
}
