package io.sockspan.it.junit.cases;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The class must fail for what is open when all its tests are over. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface LeaksAtItsEnd {}
