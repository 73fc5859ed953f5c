package io.sockspan.classfile;

import java.io.IOException;

/** Methods with the forms of code that weaving has to carry over. The test weaves a copy of this class. */
public class Subject {
    final String field = "field";
    final int number = 7;

    public Subject() {}

    public Subject(String first, long second) {
        if (second > 5) {
            throw new IllegalArgumentException(first);
        }
    }

    /** Begins with a loop, so that a frame is at its very beginning. */
    public int loop(int count) {
        do {
            count--;
        } while (count > 10);
        return count;
    }

    public long branches(int value, long other, Object object) throws IOException {
        long result = 0;
        String text = null;
        for (int i = 0; i < value; i++) {
            double half = i / 2.0;
            result += (long) half;
            if (result > other) {
                return result;
            }
        }
        try {
            if (object instanceof String) {
                text = (String) object;
                return text.length();
            }
            if (object == null) {
                throw new IOException("null");
            }
            result += object.hashCode();
        } catch (ClassCastException e) {
            return -1;
        } finally {
            result++;
            synchronized (this) {
                result += 1000;
            }
        }
        return result;
    }

    public static String switches(int value, String text) {
        String found = new StringBuilder(value > 3 ? "big" : "small").toString();
        switch (value) {
            case 1:
                return "one" + found;
            case 2:
                found += "two";
                break;
            case 3:
                return null;
            default:
                found += "more";
        }
        switch (text) {
            case "a":
                return found + "A";
            case "b":
                return found + "B";
            default:
                return found;
        }
    }

    public double many(double a, float b, boolean c) {
        int i0 = 1, i1 = 2, i2 = 3, i3 = 4, i4 = 5;
        double d = a + b;
        for (int i = 0; i < 3; i++) {
            i0 += 1000;
            i1 += i0;
            d += c ? i1 : i2 + i3 + i4;
        }
        return d;
    }

    public void nothing() {}

    public void reached() {}

    public Subject self() {
        return this;
    }

    public int sevenfold() {
        return 7 * number;
    }

    public void endless(boolean[] go) {
        while (true) {
            if (go[0]) {
                throw new IllegalStateException("enough");
            }
            go[0] = true;
        }
    }
}
