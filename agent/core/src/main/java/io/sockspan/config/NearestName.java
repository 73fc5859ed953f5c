package io.sockspan.config;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that a person may have meant by a misspelt one. */
public final class NearestName {
    private NearestName() {}

    /** The name with the fewest letters to change; empty if more than half of them would change. */
    public static Optional<String> of(String written, Collection<String> names) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            // close_wait stands for leak.close_wait.
            int distance = isLastPart(written, name) ? 0 : distance(written, name);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return least <= written.length() / 2 ? Optional.of(nearest) : Optional.empty();
    }

    private static boolean isLastPart(String written, String name) {
        return name.endsWith("." + written) || name.endsWith("_" + written);
    }

    /** The Levenshtein distance: letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
