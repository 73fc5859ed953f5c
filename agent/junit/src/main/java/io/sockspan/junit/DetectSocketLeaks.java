package io.sockspan.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that leaves a socket open fails, with the line that opened it: connections of either side, listeners, descriptors that never
 * connected, and sockets that the garbage collector had to close. What JUnit does after the test, {@code @AfterEach} and closing its
 * store included, still belongs to it. Sockets that are being closed on other threads are waited for.
 *
 * <p>A whole suite needs no annotation: see the README, {@code junit.jupiter.extensions.autodetection.enabled}.
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
     * Whether idle connections in the pools of known libraries count too, as those of the JDK's own HTTP clients. Without, they count
     * only if unread bytes wait in them, or if the pool itself was forgotten. True as well if the configuration parameter
     * {@code sockspan.junit.strict} is.
     */
    boolean strict() default false;

    /**
     * How long to look again while a socket is open, in milliseconds; negative: what the configuration parameter
     * {@code sockspan.junit.grace} says, and 2000 without.
     */
    long graceMillis() default -1;
}
