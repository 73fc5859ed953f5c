package io.sockspan.real;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** The server beside a test class, and when it is started and stopped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Beside {
    ServerKind value();

    /** What a test asks of its server. */
    interface Server {
        int port();

        default String url(String path) {
            return "http://" + ServerKind.HOST + ":" + port() + path;
        }
    }

    /** Started before all tests of the class, stopped after them. */
    interface StartedBeforeAll extends Server {
        Map<Class<?>, TestServer> RUNNING = new ConcurrentHashMap<>();

        @BeforeAll
        static void start(TestInfo test) throws Exception {
            Class<?> type = test.getTestClass().get();
            RUNNING.put(type, type.getAnnotation(Beside.class).value().start());
        }

        @AfterAll
        static void stop(TestInfo test) throws Exception {
            RUNNING.remove(test.getTestClass().get()).close();
        }

        @Override
        default int port() {
            return RUNNING.get(getClass()).port();
        }
    }

    /** Started before each test, stopped after it. */
    interface StartedBeforeEach extends Server {
        Map<Object, TestServer> RUNNING = new ConcurrentHashMap<>();

        @BeforeEach
        default void start() throws Exception {
            RUNNING.put(this, getClass().getAnnotation(Beside.class).value().start());
        }

        @AfterEach
        default void stop() throws Exception {
            RUNNING.remove(this).close();
        }

        @Override
        default int port() {
            return RUNNING.get(this).port();
        }
    }
}
