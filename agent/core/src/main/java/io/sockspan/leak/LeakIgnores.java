package io.sockspan.leak;

import io.sockspan.stack.CallStack;
import io.sockspan.stack.FrameName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The places that the user allows to keep sockets ({@code leak.ignore}): packages, classes and methods. Immutable, but for a cache
 * that makes it usable on one thread at a time.
 */
public final class LeakIgnores {
    private static final LeakIgnores NONE = new LeakIgnores(new ArrayList<>());

    private final List<String> prefixes;
    private final Recent<CallStack, Boolean> known = new Recent<>(1_000);

    private LeakIgnores(List<String> prefixes) {
        this.prefixes = prefixes;
    }

    public static LeakIgnores none() {
        return NONE;
    }

    /**
     * Takes names such as {@code com.acme.Inventory.lookup}, {@code com.acme.Inventory} or {@code com.acme}; a {@code .*} at their
     * end changes nothing.
     */
    public static LeakIgnores of(Collection<String> names) {
        List<String> prefixes = new ArrayList<>();
        for (String name : names) {
            String prefix = name.trim();
            if (prefix.endsWith(".*")) {
                prefix = prefix.substring(0, prefix.length() - 2);
            }
            if (!prefix.isEmpty()) {
                prefixes.add(prefix);
            }
        }
        return new LeakIgnores(prefixes);
    }

    /** Whether any frame of that stack is one of these places; false if there is no stack. */
    boolean cover(CallStack stack) {
        if (stack == null || prefixes.isEmpty()) {
            return false;
        }
        Boolean covered = known.get(stack);
        if (covered == null) {
            covered = anyFrame(stack);
            known.put(stack, covered);
        }
        return covered;
    }

    private boolean anyFrame(CallStack stack) {
        for (StackTraceElement frame : stack.frames()) {
            String place = FrameName.qualified(frame);
            for (String prefix : prefixes) {
                if (covers(prefix, place)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** {@code com.acme} covers {@code com.acme.Shop.sell} and not {@code com.acmecorp.Shop.sell}. */
    private static boolean covers(String prefix, String place) {
        if (!place.startsWith(prefix)) {
            return false;
        }
        if (place.length() == prefix.length()) {
            return true;
        }
        char next = place.charAt(prefix.length());
        return next == '.' || next == '$';
    }
}
