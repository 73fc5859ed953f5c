package io.sockspan.track;

import io.sockspan.bootstrap.AuxiliaryDescriptor;
import io.sockspan.bootstrap.Recording;
import io.sockspan.stack.CallStack;
import java.util.HashMap;
import java.util.Map;

/**
 * How many selectors, ends of pipes and Unix-domain channels are open, by what opened them: {@code selector, opened at
 * com.acme.Loop.start(Loop.java:12)}.
 */
final class AuxiliaryPlaces {
    private AuxiliaryPlaces() {}

    static Map<String, Integer> count(Recording recording, SocketRegistry registry) {
        Map<String, Integer> byPlace = new HashMap<>();
        for (AuxiliaryDescriptor descriptor : recording.auxiliary().open()) {
            CallStack stack = descriptor.callSite == null ? null : registry.stack(descriptor.callSite);
            boolean known = stack != null && stack.userFrame() != null;
            byPlace.merge(
                    descriptor.kind + (known ? ", opened at " + stack.userFrame() : ", its stack was not taken"),
                    1,
                    Integer::sum);
        }
        return byPlace;
    }
}
