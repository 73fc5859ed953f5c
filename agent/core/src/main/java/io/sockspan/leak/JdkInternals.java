package io.sockspan.leak;

import java.lang.reflect.Field;
import java.nio.channels.ClosedSelectorException;
import java.util.ConcurrentModificationException;

/** Reads the JDK's own objects while its threads change them, without their locks, which are the application's. */
final class JdkInternals {
    private static final int TRIES = 5;

    /** Reads once. */
    interface Reading {
        String read() throws ReflectiveOperationException;
    }

    private JdkInternals() {}

    /**
     * Reads again if something changed during the reading.
     *
     * @throws RuntimeException if something changed each time
     */
    static String read(Reading reading) throws ReflectiveOperationException {
        for (int i = 1; ; i++) {
            try {
                return reading.read();
            } catch (ConcurrentModificationException | IndexOutOfBoundsException | ClosedSelectorException changed) {
                if (i == TRIES) {
                    throw changed;
                }
            }
        }
    }

    static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
