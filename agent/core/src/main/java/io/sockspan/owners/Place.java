package io.sockspan.owners;

/** A class, or a field through which a collection is reached. Each place has a share of the walk. For the walking thread. */
final class Place {
    /** Objects that were entered here. */
    int visited;
    /** Whether a reference was not followed here. */
    boolean isCut;
}
