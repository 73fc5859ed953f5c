package io.sockspan.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sockets that this test, or each test of this class, may leave open. All filters that are given must fit; without any, all sockets
 * are allowed.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(AllowSockets.All.class)
public @interface AllowSockets {
    /** Why they stay open, for those who read the test. Must not be empty. */
    String reason();

    /** Clients: the peer's port; listeners and accepted connections: their own. Empty: any. */
    int[] port() default {};

    /**
     * Classes or packages, of which one is on the opening stack: {@code com.acme.Pool}, {@code com.acme}. Empty: any.
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
