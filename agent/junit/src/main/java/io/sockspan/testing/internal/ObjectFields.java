package io.sockspan.testing.internal;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads the references of an object. Reads objects of the project and of libraries field by field; of the JDK's objects, only collections,
 * arrays and references, through their public methods. Calls no method of any other class. Skips what it may not read.
 */
final class ObjectFields {
    /** Longer collections hold data, not pools. */
    private static final int LONGEST = 5_000;
    /**
     * Reading these would wait for a lock that the application may hold, or call methods of what they wrap, which may be of any class.
     * Nobody else has the locks of blocking queues.
     */
    private static final List<String> LEFT_ALONE = Arrays.asList(
            "Synchronized", "Vector", "Hashtable", "Stack", "Unmodifiable", "Checked", "SetFromMap", "AsLIFOQueue");

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<List<Field>>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return readable(type);
        }
    };

    /** The objects that it refers to strongly, without nulls. */
    List<Object> children(Object object) {
        List<Object> children = new ArrayList<>();
        if (object instanceof Object[]) {
            if (((Object[]) object).length <= LONGEST) {
                children.addAll(Arrays.asList((Object[]) object));
            }
        } else if (isJdk(object.getClass())) {
            addContents(object, children);
        } else {
            for (Field field : FIELDS.get(object.getClass())) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    children.add(value(field, object));
                }
            }
        }
        children.removeIf(child -> child == null);
        return children;
    }

    /** What the static fields of an initialized class refer to, without nulls. */
    List<Object> statics(Class<?> type) {
        List<Object> values = new ArrayList<>();
        for (Field field : FIELDS.get(type)) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                values.add(value(field, null));
            }
        }
        values.removeIf(value -> value == null);
        return values;
    }

    /** The value of the field of that name, in the object's class or its nearest superclass; null if there is none or it is null. */
    Object get(Object object, String name) {
        if (isJdk(object.getClass())) {
            return null;
        }
        for (Field field : FIELDS.get(object.getClass())) {
            if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                return value(field, object);
            }
        }
        return null;
    }

    private static void addContents(Object object, List<Object> contents) {
        String name = object.getClass().getName();
        if (!name.startsWith("java.util.") || LEFT_ALONE.stream().anyMatch(name::contains)) {
            return;
        }
        try {
            if (object instanceof Collection && ((Collection<?>) object).size() <= LONGEST) {
                contents.addAll((Collection<?>) object);
            } else if (object instanceof Map && ((Map<?, ?>) object).size() <= LONGEST) {
                contents.addAll(((Map<?, ?>) object).keySet());
                contents.addAll(((Map<?, ?>) object).values());
            } else if (object instanceof AtomicReference) {
                contents.add(((AtomicReference<?>) object).get());
            } else if (object instanceof Optional) {
                ((Optional<?>) object).ifPresent(contents::add);
            }
        } catch (RuntimeException changedMeanwhile) {
            // The caller will read it again.
        }
    }

    private static List<Field> readable(Class<?> type) {
        List<Field> readable = new ArrayList<>();
        for (Class<?> c = type; c != null && !isJdk(c); c = c.getSuperclass()) {
            try {
                for (Field field : c.getDeclaredFields()) {
                    if (!Reference.class.isAssignableFrom(field.getType())) {
                        field.setAccessible(true);
                        readable.add(field);
                    }
                }
            } catch (RuntimeException | LinkageError closed) {
                // The module is not open, or a field's type is missing.
            }
        }
        return readable;
    }

    private static Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    static boolean isJdk(Class<?> type) {
        String name = type.getName();
        return type.getClassLoader() == null
                || type.isArray()
                || name.startsWith("java.")
                || name.startsWith("sun.")
                || name.startsWith("jdk.");
    }
}
