package io.sockspan.owners;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The result of one walk. Immutable. */
public final class Findings {
    /** By the socket's id; a socket that was closed meanwhile is missing. */
    public final Map<Long, Finding> bySocket;
    /** Objects that were looked at. */
    public final int objects;
    /** References that were not followed, because there were too many objects at one place or in all. Some may lead to objects that were. */
    public final long notFollowed;
    /** Places of which a part was not looked at. */
    public final int cutPlaces;
    /** Classes whose fields could not be read. */
    public final int unreadableClasses;
    /** Whether the walk ended early, by its limit of time or of objects. */
    public final boolean endedEarly;
    /** Whether the walk ended because it had found all sockets. Each may be held at other places as well. */
    public final boolean foundAll;
    /** How long it took, in nanoseconds. */
    public final long nanos;

    /** The same for fewer sockets. */
    public Findings only(Set<Long> ids) {
        Map<Long, Finding> some = new HashMap<>(bySocket);
        some.keySet().retainAll(ids);
        return new Findings(some, objects, notFollowed, cutPlaces, unreadableClasses, endedEarly, foundAll, nanos);
    }

    Findings(Map<Long, Finding> bySocket, Walk walk, long nanos) {
        this(
                bySocket,
                walk.visited.size(),
                walk.left(),
                walk.cutPlaces(),
                walk.layouts.unreadable,
                walk.isStopped(),
                walk.hasFoundAll(),
                nanos);
    }

    Findings(
            Map<Long, Finding> bySocket,
            int objects,
            long notFollowed,
            int cutPlaces,
            int unreadableClasses,
            boolean endedEarly,
            boolean foundAll,
            long nanos) {
        this.bySocket = Collections.unmodifiableMap(bySocket);
        this.objects = objects;
        this.notFollowed = notFollowed;
        this.cutPlaces = cutPlaces;
        this.unreadableClasses = unreadableClasses;
        this.endedEarly = endedEarly;
        this.foundAll = foundAll;
        this.nanos = nanos;
    }
}
