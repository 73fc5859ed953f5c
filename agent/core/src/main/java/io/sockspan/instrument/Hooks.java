package io.sockspan.instrument;

import io.sockspan.classfile.MethodPattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Collects the hooks of one JDK class from the instrumentations. */
final class Hooks {
    private final String target;
    private final List<Hook> hooks = new ArrayList<>();

    private Hooks(String target) {
        this.target = target;
    }

    /** The hooks of one class among those of its family. */
    static List<Hook> of(String target, SocketInstrumentation family) {
        Hooks hooks = new Hooks(target);
        family.addTo(hooks);
        return Collections.unmodifiableList(hooks.hooks);
    }

    /**
     * Adds a hook: advice for the matching methods of a class. If no method matches, the purposes are lost unless other hooks serve them.
     */
    void add(String owner, MethodPattern methods, Class<?> advice, Purpose... purposes) {
        if (owner.equals(target)) {
            hooks.add(new Hook(owner, methods, advice, purposes));
        }
    }
}
