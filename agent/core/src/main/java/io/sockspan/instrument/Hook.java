package io.sockspan.instrument;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** One advice on the methods of one JDK class. Immutable. */
final class Hook {
    /** Binary name of the JDK class. */
    final String target;

    final ElementMatcher<? super MethodDescription> methods;
    final Class<?> advice;
    final Set<Purpose> purposes;

    Hook(
            String target,
            ElementMatcher<? super MethodDescription> methods,
            Class<?> advice,
            Purpose first,
            Purpose... others) {
        this.target = target;
        this.methods = methods;
        this.advice = advice;
        this.purposes = Collections.unmodifiableSet(EnumSet.of(first, others));
    }
}
