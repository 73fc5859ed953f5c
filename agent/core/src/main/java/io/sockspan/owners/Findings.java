package io.sockspan.owners;

import java.util.Collections;
import java.util.Map;

/** The result of one walk. Immutable. */
public final class Findings {
    /** By the socket's id; a socket that was closed meanwhile is missing. */
    public final Map<Long, Finding> bySocket;
    /** Objects that were looked at. */
    public final int objects;
    /** References that were not followed, because there were too many objects at one place or in all. */
    public final long notFollowed;
    /** Places of which a part was not looked at. */
    public final int cutPlaces;
    /** Classes whose fields could not be read. */
    public final int unreadableClasses;
    /** Whether the walk ended early, by its limit of time or of objects. */
    public final boolean endedEarly;
    /** How long it took, in nanoseconds. */
    public final long nanos;

    Findings(Map<Long, Finding> bySocket, Walk walk, long nanos) {
        this.bySocket = Collections.unmodifiableMap(bySocket);
        this.objects = walk.visited.size();
        this.notFollowed = walk.left();
        this.cutPlaces = walk.cutPlaces();
        this.unreadableClasses = walk.layouts.unreadable;
        this.endedEarly = walk.isStopped();
        this.nanos = nanos;
    }
}
