package io.sockspan.owners;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The way by which a socket is held, from a static field or a thread. Immutable. */
public final class Holder {
    /** Outermost first; at least one. */
    public final List<Step> steps;
    /** The step that is named: see {@link #owner(List)}. */
    public final Step owner;
    /** What else is known, such as the attachment of a selection key; null if nothing. */
    public final String remark;

    Holder(List<Step> steps, String remark) {
        this.steps = Collections.unmodifiableList(steps);
        this.owner = owner(steps);
        this.remark = remark;
    }

    /**
     * The step of the application's code that is nearest to the socket. If this is a plain field of an object that another field of the
     * application holds in a collection or a static field, it is that one: the object is only the socket's wrapper. The outermost step if
     * none is the application's.
     */
    private static Step owner(List<Step> steps) {
        int nearest = steps.size() - 1;
        while (nearest > 0 && !steps.get(nearest).ofApplication) {
            nearest--;
        }
        for (int i = nearest; i >= 0 && steps.get(i).ofApplication; i--) {
            if (steps.get(i).shared) {
                return steps.get(i);
            }
        }
        return steps.get(nearest);
    }

    /** {@code static com.acme.Inventory.POOL}, {@code thread "worker-1"}, {@code com.acme.Service.clients}. */
    public String brief() {
        return (owner.isStatic ? "static " : "") + owner.place;
    }

    /** Whether the named step is a static field or a thread local of the application, which outlives the code that runs now. */
    public boolean isLasting() {
        return owner.ofApplication && (owner.isStatic || owner.place.startsWith("thread "));
    }

    /** The same for all sockets that are held by the same way; the numbers in the names of threads do not count. */
    public String key() {
        return steps.stream()
                        .map(step -> step.place.startsWith("thread") ? step.place.replaceAll("\\d+", "#") : step.place)
                        .collect(Collectors.joining("\n"))
                + "\n" + remark;
    }
}
