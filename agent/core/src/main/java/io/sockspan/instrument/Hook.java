package io.sockspan.instrument;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** One advice on the methods of one JDK class. Immutable. */
final class Hook {
    /** Binary name of the JDK class. */
    final String target;

    final ElementMatcher<? super MethodDescription> methods;
    final Class<?> advice;
    final List<Purpose> purposes;

    Hook(String target, ElementMatcher<? super MethodDescription> methods, Class<?> advice, Purpose... purposes) {
        this.target = target;
        this.methods = methods;
        this.advice = advice;
        this.purposes = Collections.unmodifiableList(Arrays.asList(purposes));
    }
}
