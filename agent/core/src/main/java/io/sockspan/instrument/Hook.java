package io.sockspan.instrument;

import io.sockspan.classfile.MethodPattern;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** One advice on the methods of one JDK class. Immutable. */
final class Hook {
    /** Binary name of the JDK class. */
    final String target;

    final MethodPattern methods;
    final Class<?> advice;
    final List<Purpose> purposes;

    Hook(String target, MethodPattern methods, Class<?> advice, Purpose... purposes) {
        this.target = target;
        this.methods = methods;
        this.advice = advice;
        this.purposes = Collections.unmodifiableList(Arrays.asList(purposes));
    }
}
