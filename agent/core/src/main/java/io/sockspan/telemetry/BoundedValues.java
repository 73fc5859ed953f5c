package io.sockspan.telemetry;

import java.util.HashSet;
import java.util.Set;

/**
 * The values of a metric's attribute that come from the application, such as its methods. Only the first ones count separately, because a
 * backend keeps a series for each. For one thread.
 */
final class BoundedValues {
    private static final int MOST = 100;

    private final Set<String> values = new HashSet<>();

    boolean admits(String value) {
        return values.contains(value) || values.size() < MOST && values.add(value);
    }
}
