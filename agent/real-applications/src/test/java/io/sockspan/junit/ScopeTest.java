package io.sockspan.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private static String initialized = "";

    @Test
    void readsNoClassThatNobodyHasInitialized() throws Exception {
        for (Class<?> type : scope(NotInitialized.Nested.class).classesAround()) {
            readFields(type);
        }

        assertThat(initialized).isEqualTo("Nested ");
    }

    @Test
    void knowsTheClassesOfAllInstances() {
        assertThat(scope(Outer.Inner.class).classesAround())
                .containsExactly(Outer.Inner.class, Outer.class, Base.class);
        assertThat(scope(ScopeTest.class).classesAround()).containsExactly(ScopeTest.class);
    }

    private static void readFields(Class<?> type) throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            field.setAccessible(true);
            field.get(null);
        }
    }

    private static Scope scope(Class<?> type) {
        return new Scope("id", type, "test", type.getName(), "label", "main", 0);
    }

    private static final class NotInitialized {
        private static final Object POOL = initialize("NotInitialized ");

        private static final class Nested {
            private static final Object POOL = initialize("Nested ");
        }
    }

    private static Object initialize(String name) {
        initialized += name;
        return name;
    }

    private static class Base {}

    private static class Outer extends Base {
        private class Inner {}
    }
}
