package io.sockspan.classfile;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Selects methods of a class by name and parameters. Immutable. */
public final class MethodPattern {
    private static final char ANY = '?';

    private final String name;
    /** Descriptors, with null for any type; null for any parameters. */
    private final String[] parameters;

    private MethodPattern(String name, String[] parameters) {
        this.name = name;
        this.parameters = parameters;
    }

    /** Every method of this name. */
    public static MethodPattern named(String name) {
        return new MethodPattern(name, null);
    }

    /** @param parameters null stands for any type */
    public static MethodPattern method(String name, Class<?>... parameters) {
        String[] descriptors = new String[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            descriptors[i] = parameters[i] == null ? null : descriptor(parameters[i]);
        }
        return new MethodPattern(name, descriptors);
    }

    /** @param parameters null stands for any type */
    public static MethodPattern constructor(Class<?>... parameters) {
        return method("<init>", parameters);
    }

    private static String descriptor(Class<?> type) {
        // The name of an array's class is a bracket and the descriptor of its elements.
        String array = Array.newInstance(type, 0).getClass().getName();
        return array.substring(1).replace('.', '/');
    }

    /** Reads what {@link #toString} has written. */
    static MethodPattern parse(String text) {
        int open = text.indexOf('(');
        if (open < 0) {
            return named(text);
        }
        List<String> parameters = new ArrayList<>();
        int at = open + 1;
        while (text.charAt(at) != ')') {
            if (text.charAt(at) == ANY) {
                parameters.add(null);
                at++;
            } else {
                String type = new Signature("(" + text.substring(at).replace(ANY, 'I')).parameters[0];
                parameters.add(type);
                at += type.length();
            }
        }
        return new MethodPattern(text.substring(0, open), parameters.toArray(new String[0]));
    }

    /** @param descriptor of the method, as in {@code (I)V} */
    public boolean matches(String name, String descriptor) {
        if (!this.name.equals(name)) {
            return false;
        }
        if (parameters == null) {
            return true;
        }
        String[] actual = new Signature(descriptor).parameters;
        boolean matches = actual.length == parameters.length;
        for (int i = 0; matches && i < parameters.length; i++) {
            matches = parameters[i] == null || parameters[i].equals(actual[i]);
        }
        return matches;
    }

    /** As in {@code connect(Ljava/net/SocketAddress;?)}. */
    @Override
    public String toString() {
        if (parameters == null) {
            return name;
        }
        StringBuilder text = new StringBuilder(name).append('(');
        for (String parameter : parameters) {
            text.append(parameter == null ? String.valueOf(ANY) : parameter);
        }
        return text.append(')').toString();
    }
}
