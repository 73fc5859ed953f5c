package io.sockspan.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test that leaves a socket open, with the line that opened it: connections of either side, listeners, descriptors that never
 * connected, and sockets that the garbage collector had to close. What JUnit does after the test, {@code @AfterEach} and closing its store
 * included, still belongs to the test. The extension waits for sockets that other threads are closing.
 *
 * <p>A whole suite needs no annotation: see agent/docs/tests.md, {@code junit.jupiter.extensions.autodetection.enabled}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(SocketLeakExtension.class)
public @interface DetectSocketLeaks {
    LeakScope scope() default LeakScope.DEFAULT;

    LeakMode mode() default LeakMode.DEFAULT;

    /**
     * Whether idle connections in the pools of known libraries count too, including those of the JDK's own HTTP clients. If false, they
     * count only if they hold unread bytes, or if their pool itself is garbage. Also true if the configuration parameter {@code
     * sockspan.junit.strict} is.
     */
    boolean strict() default false;

    /**
     * How long to check again while a socket is open, in milliseconds. If negative, the value of the configuration parameter {@code
     * sockspan.junit.grace}, which is 2000 by default.
     */
    long graceMillis() default -1;
}
