package io.sockspan.owners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What stands in the {@code Class} object is what reflection says. */
class StaticsTest {
    private static final class Mixed {
        static final int NUMBER = Integer.getInteger("nothing", 4711);
        static final Object FIRST = new Object();
        static long other = 12;
        static String[] names = {"a"};
        static Object nothing;
        static boolean flag = true;
        Object own = this;
    }

    private static final class NeverInitialized {
        static final Object VALUE = failed();

        private static Object failed() {
            throw new AssertionError("was initialized");
        }
    }

    private interface Constants {
        Object LOCK = new Object();
    }

    private final RawMemory memory = memory();
    private final Layouts layouts = new Layouts(memory);

    @Test
    void areReadWithoutReflection() {
        Statics statics = Statics.of(memory, layouts);
        assertThat(statics).isInstanceOf(MirrorStatics.class);
        Object used = Constants.LOCK;
        assertThat(Mixed.FIRST).isNotSameAs(used);
        Class<?>[] types = {
            Mixed.class,
            Constants.class,
            StaticsTest.class,
            Thread.class,
            System.class,
            Collections.class,
            TimeUnit.class,
            Runnable.class,
            Object.class,
            Integer.class
        };
        ReflectedStatics reflected = new ReflectedStatics(memory, layouts);
        for (Class<?> type : types) {
            assertThat(statics.count(type)).as(type.getName()).isEqualTo(reflected.count(type));
            for (int i = 0; i < reflected.count(type); i++) {
                String name = reflected.name(type, i);
                int same = indexOf(name, type, statics);
                assertThat(statics.value(type, same) == reflected.value(type, i))
                        .as(type.getName() + "." + name)
                        .isTrue();
            }
        }
    }

    @Test
    void areNoneOfArraysAndPrimitiveTypes() {
        for (Statics statics : new Statics[] {Statics.of(memory, layouts), new ReflectedStatics(memory, layouts)}) {
            for (Class<?> type : new Class<?>[] {int.class, void.class, int[].class, Mixed[].class, Object[][].class}) {
                assertThat(statics.count(type)).as(type.getName()).isZero();
            }
        }
    }

    @Test
    void doNotInitializeTheClass() {
        for (Statics statics : new Statics[] {Statics.of(memory, layouts), new ReflectedStatics(memory, layouts)}) {
            for (int i = 0; i < statics.count(NeverInitialized.class); i++) {
                assertThat(statics.value(NeverInitialized.class, i)).isNull();
            }
        }
    }

    private static int indexOf(String name, Class<?> type, Statics statics) {
        for (int i = 0; i < statics.count(type); i++) {
            if (statics.name(type, i).equals(name)) {
                return i;
            }
        }
        throw new AssertionError(type + " has no " + name);
    }

    static RawMemory memory() {
        try {
            return new RawMemory();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
