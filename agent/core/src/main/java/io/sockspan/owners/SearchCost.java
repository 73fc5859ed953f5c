package io.sockspan.owners;

import java.util.concurrent.TimeUnit;

/** What a search would do to this JVM, in numbers. Immutable. */
public final class SearchCost {
    /** Searches that this agent has made. */
    public final int searches;
    /** Classes that are loaded; the JVM loads the types of their fields too. */
    public final int loadedClasses;
    /** Objects that are looked at, at most. */
    public final int objects;
    /** The search's own memory, in bytes, at most. */
    public final long bytes;
    /** How long it takes at most, in seconds. */
    public final long seconds = TimeUnit.NANOSECONDS.toSeconds(WalkLimits.NANOS);

    SearchCost(int searches, int loadedClasses, WalkLimits limits) {
        this.searches = searches;
        this.loadedClasses = loadedClasses;
        this.objects = limits.objects;
        this.bytes = limits.bytes();
    }
}
