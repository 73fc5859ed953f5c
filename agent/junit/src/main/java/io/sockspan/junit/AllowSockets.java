package io.sockspan.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sockets that this test, or each test of this class, may leave open. A socket must match all given filters; without filters, all sockets
 * are allowed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(AllowSockets.All.class)
public @interface AllowSockets {
    /** Why the sockets stay open, for the readers of the test. Must not be empty. */
    String reason();

    /** The peer's port of clients, the own port of listeners and accepted connections. Empty: any. */
    int[] port() default {};

    /**
     * Classes or packages; at least one must be on the opening stack: {@code com.acme.Pool}, {@code com.acme}. Empty: any.
     */
    String[] openedBy() default {};

    /** Several of them. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @Inherited
    @Documented
    @interface All {
        AllowSockets[] value();
    }
}
