package io.sockspan.owners;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/** By the fields that the class declares, which makes the JVM load their types. */
final class ReflectedStatics extends Statics {
    private final RawMemory memory;
    private final Layouts layouts;
    private Class<?> read;
    private Field[] fields;

    ReflectedStatics(RawMemory memory, Layouts layouts) {
        this.memory = memory;
        this.layouts = layouts;
    }

    @Override
    int count(Class<?> type) {
        if (type.isArray() || type.isPrimitive() || !memory.isInitialized(type)) {
            return 0;
        }
        read(type);
        return fields.length;
    }

    @Override
    Object value(Class<?> type, int index) {
        return memory.staticReference(fields[index]);
    }

    @Override
    String name(Class<?> type, int index) {
        read(type);
        return index < fields.length ? fields[index].getName() : "?";
    }

    private void read(Class<?> type) {
        if (type == read) {
            return;
        }
        Field[] declared = layouts.fields(type);
        int count = 0;
        for (Field field : declared) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                declared[count++] = field;
            }
        }
        fields = Arrays.copyOf(declared, count);
        read = type;
    }
}
