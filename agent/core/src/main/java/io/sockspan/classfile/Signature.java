package io.sockspan.classfile;

import java.util.ArrayList;
import java.util.List;

/** The parameters and the result of a method, from its descriptor. Immutable. */
final class Signature {
    /** Descriptors of the parameters. */
    final String[] parameters;

    final String result;

    Signature(String descriptor) {
        List<String> found = new ArrayList<>();
        int at = 1;
        while (descriptor.charAt(at) != ')') {
            int end = end(descriptor, at);
            found.add(descriptor.substring(at, end));
            at = end;
        }
        parameters = found.toArray(new String[0]);
        result = descriptor.substring(at + 1);
    }

    private static int end(String descriptor, int start) {
        int at = start;
        while (descriptor.charAt(at) == '[') {
            at++;
        }
        return descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) + 1 : at + 1;
    }

    /** Slots of local variables that all parameters take, without {@code this}. */
    int slots() {
        return slotOf(parameters.length);
    }

    /** The slots before a parameter, without {@code this}. */
    int slotOf(int parameter) {
        int slot = 0;
        for (int i = 0; i < parameter; i++) {
            slot += slots(parameters[i]);
        }
        return slot;
    }

    /** Slots of a value with this descriptor. */
    static int slots(String type) {
        switch (type.charAt(0)) {
            case 'V':
                return 0;
            case 'J':
            case 'D':
                return 2;
            default:
                return 1;
        }
    }

    /** The kind of a type, in the order in which instructions for int, long, float, double and references follow one another. */
    static int kind(String type) {
        switch (type.charAt(0)) {
            case 'J':
                return 1;
            case 'F':
                return 2;
            case 'D':
                return 3;
            case 'L':
            case '[':
                return 4;
            default:
                return 0;
        }
    }
}
