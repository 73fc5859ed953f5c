package io.sockspan.leak;

import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Transition;
import io.sockspan.time.Clock;
import io.sockspan.track.SocketObserver;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Holds against sockets what lasts too long, and takes it back when it ends well. Used on the agent's thread only.
 *
 * <p>Memory: one accusation for each open socket at most, and {@value #GROUPS} fingerprints. Beyond those, verdicts are still
 * reached and passed to the listener, but are not among the {@link #suspects}; {@link #ungrouped} counts them.
 */
public final class LeakDetector implements SocketObserver {
    static final int GROUPS = 1_000;

    /** What endangers the whole process first, then what is certain, then what is most, and remarks last. */
    private static final Comparator<Suspect> WORST_FIRST = Comparator.<Suspect>comparingInt(
                    s -> s.kind == LeakKind.DESCRIPTORS ? 0 : s.kind == LeakKind.DROPPED ? 1 : s.isRemark() ? 3 : 2)
            .thenComparing(s -> s.count, Comparator.reverseOrder())
            .thenComparing(s -> s.fingerprint);

    private final LeakLimits limits;
    private final LeakIgnores ignores;
    private final KnownPools pools;
    private final Clock clock;
    private final VerdictListener listener;
    private final DescriptorWatch descriptors;
    private final Fingerprints fingerprints = new Fingerprints();
    private final LeakPolicy policy;
    private final Map<Long, PendingVerdict> accusations = new HashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private boolean wantsTransfers;
    private long round;
    private long ignored;
    private long ungrouped;

    public LeakDetector(
            LeakLimits limits, LeakIgnores ignores, KnownPools pools, Clock clock, VerdictListener listener) {
        this.limits = limits;
        this.ignores = ignores;
        this.pools = pools;
        this.clock = clock;
        this.listener = listener;
        this.descriptors = new DescriptorWatch(limits, clock, listener);
        this.policy = new LeakPolicy(limits, pools, fingerprints);
    }

    /**
     * Judges all open sockets and those that live on elsewhere; to be called after each sweep.
     *
     * @param open every socket whose descriptor is open
     * @param inherited every socket that was closed here and lives on in another process
     * @param knownUntil up to when what the application did is known, {@link System#nanoTime()}: a condition has lasted until then
     */
    public void examine(Iterable<TrackedSocket> open, Iterable<TrackedSocket> inherited, long knownUntil) {
        round++;
        wantsTransfers = false;
        policy.begin(open, knownUntil);
        for (TrackedSocket connection : open) {
            if (LeakRule.isInOrder(connection, limits) && !isAccused(connection)) {
                continue;
            }
            judge(connection, knownUntil);
            wantsTransfers = wantsTransfers || LeakRule.isWorthWatching(connection, knownUntil, limits);
            if (isAccused(connection) || LeakRule.isWorthAStack(connection, knownUntil, limits)) {
                connection.wantUse();
            }
        }
        for (TrackedSocket connection : inherited) {
            // What was dropped has been judged for that, and the collector's close is not a second leak.
            if (!dropped(connection)) {
                judge(connection, knownUntil);
            }
        }
        for (PendingVerdict accusation : new ArrayList<>(accusations.values())) {
            if (accusation.seenInRound != round) {
                judgeAbsent(accusation.verdict.connection, knownUntil);
            }
        }
        descriptors.expire(clock.nanos());
    }

    /**
     * Compares the process's descriptors, files and all, with its limit.
     *
     * @param open every socket whose descriptor is open, to find the places that hold most
     * @param used descriptors in use
     * @param limit the process's soft limit; 0 or less if there is none
     * @param now {@link System#nanoTime()}
     */
    public void examineDescriptors(Iterable<TrackedSocket> open, int used, int limit, long now) {
        descriptors.examine(open, used, limit, now);
    }

    /**
     * A call of the application failed for want of descriptors ("Too many open files").
     *
     * @param open every socket whose descriptor is open, to find the places that hold most
     * @param now {@link System#nanoTime()}
     */
    public void descriptorsExhausted(Iterable<TrackedSocket> open, long now) {
        descriptors.exhausted(open, now);
    }

    /** @param kinds counts the process's descriptors by what they are; asked rarely, as it takes some microseconds for each of them */
    public void descriptorKinds(Supplier<Map<String, Integer>> kinds) {
        descriptors.kinds(kinds);
    }

    /** @param byPlace counts the open selectors, ends of pipes and Unix-domain channels, each with the line that opened it; asked rarely */
    public void auxiliaryDescriptors(Supplier<Map<String, Integer>> byPlace) {
        descriptors.others(byPlace);
    }

    /** What knows of which pooled connections somebody still has; unless this is called, nothing does. */
    public void readPools(JdkPools jdk, LibraryPools libraries) {
        policy.readPools(jdk, libraries);
    }

    /** Whether a shortage of descriptors is reported at all. */
    public boolean isWatchingDescriptors() {
        return !descriptors.isOff();
    }

    /**
     * Whether the time of each socket's last read and write is wanted from now on: some socket is in a condition in which only that shows
     * whether it is in use.
     */
    public boolean wantsTransfers() {
        return wantsTransfers;
    }

    /**
     * Says whether each socket's reads and writes are watched, as {@link #wantsTransfers()} asks for. Unless this is called, they are taken to be
     * watched all the time.
     *
     * @param since {@link System#nanoTime()}; {@link Long#MIN_VALUE} if they are not watched now
     */
    public void transfersWatched(long since) {
        policy.transfersWatched(since);
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        if (isAccused(connection) || dropped(connection)) {
            judge(connection, clock.nanos());
        }
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        if (isAccused(connection)) {
            judge(connection, clock.nanos());
        }
    }

    @Override
    public void ended(TrackedSocket connection) {
        if (isAccused(connection) || dropped(connection)) {
            judge(connection, clock.nanos());
            PendingVerdict accusation = accusations.remove(connection.id());
            if (accusation != null) {
                end(accusation);
            }
        }
    }

    private boolean isAccused(TrackedSocket connection) {
        // Mostly nobody is, and this is asked at every change of state.
        return !accusations.isEmpty() && accusations.containsKey(connection.id());
    }

    /** The groups that stand accused now, the worst first. */
    public List<Suspect> suspects() {
        List<Suspect> suspects = new ArrayList<>();
        for (Group group : groups.values()) {
            if (group.count() > 0) {
                suspects.add(group.suspect());
            }
        }
        if (descriptors.isAccused()) {
            suspects.add(descriptors.suspect());
        }
        suspects.sort(WORST_FIRST);
        return Collections.unmodifiableList(suspects);
    }

    /** One group as it is now, even if nothing in it stands accused any more; null if it is not known. */
    public Suspect suspect(String fingerprint) {
        if (fingerprint.equals(Fingerprints.OF_PROCESS)) {
            return descriptors.suspect();
        }
        Group group = groups.get(fingerprint);
        return group == null ? null : group.suspect();
    }

    /** {@link Suspect#count} of that group, for less than the whole suspect costs; 0 if it is not known. */
    public long count(String fingerprint) {
        if (fingerprint.equals(Fingerprints.OF_PROCESS)) {
            return descriptors.isAccused() ? 1 : 0;
        }
        Group group = groups.get(fingerprint);
        return group == null ? 0 : group.count();
    }

    /** The pools whose idle connections are no suspects. */
    public KnownPools pools() {
        return pools;
    }

    /** Sockets that passed a limit, and that the user allows to, since the start. */
    public long ignored() {
        return ignored;
    }

    /** Verdicts that belong to no group, because there were too many, since the start. */
    public long ungrouped() {
        return ungrouped;
    }

    private void judgeAbsent(TrackedSocket connection, long knownUntil) {
        judge(connection, knownUntil);
        if (connection.isOpen()) {
            // Nobody follows it any more. How it goes on will not be learnt, and it must not be held for ever.
            PendingVerdict accusation = accusations.remove(connection.id());
            if (accusation != null) {
                end(accusation);
            }
        }
    }

    private void judge(TrackedSocket connection, long knownUntil) {
        LeakRule passed = LeakRule.passedBy(connection, knownUntil, policy);
        PendingVerdict standing = accusations.get(connection.id());
        if (standing == null) {
            if (passed != null) {
                accuse(connection, passed);
            }
        } else if (passed != null && passed.isGraverThan(standing.rule)) {
            accusations.remove(connection.id());
            end(standing);
            accuse(connection, passed);
        } else if (standing.rule.stands(connection, standing.verdict.since) && !isGivenBack(standing)) {
            standing.seenInRound = round;
        } else {
            accusations.remove(connection.id());
            if (dropped(connection)) {
                end(standing);
            } else {
                retract(standing);
            }
            if (passed != null) {
                accuse(connection, passed);
            }
        }
    }

    /** Whether the connection lies in its pool after all, though somebody seemed to have it. */
    private boolean isGivenBack(PendingVerdict standing) {
        return standing.rule == LeakRule.CLOSE_WAIT
                && standing.verdict.pool == null
                && policy.isSeenIdle(standing.verdict.connection);
    }

    private void accuse(TrackedSocket connection, LeakRule rule) {
        long now = clock.nanos();
        String pool = rule == LeakRule.CLOSE_WAIT ? policy.poolOf(connection) : null;
        Verdict verdict = new Verdict(
                rule.kind,
                fingerprints.of(rule.kind, pool, connection),
                connection,
                pool,
                rule.since(connection, now),
                rule.limit(connection, policy),
                now,
                rule.restsOnState && connection.tcp().evidence() == Evidence.INFERRED);
        boolean allowed = ignores.cover(connection.openedBy());
        Group group = allowed ? null : groupOf(verdict);
        PendingVerdict accusation = new PendingVerdict(verdict, rule, allowed, group);
        accusation.seenInRound = round;
        accusations.put(connection.id(), accusation);
        if (allowed) {
            ignored++;
            return;
        }
        if (group == null) {
            ungrouped++;
        } else {
            group.add(accusation);
        }
        listener.accused(verdict);
    }

    private void retract(PendingVerdict accusation) {
        if (accusation.group != null) {
            accusation.group.retract(accusation);
        }
        if (!accusation.allowed) {
            listener.retracted(accusation.verdict);
        }
    }

    private void end(PendingVerdict accusation) {
        if (accusation.group != null) {
            accusation.group.end(accusation);
        }
        if (!accusation.allowed) {
            listener.ended(accusation.verdict);
        }
    }

    private Group groupOf(Verdict verdict) {
        Group group = groups.get(verdict.fingerprint);
        if (group == null && makeRoom()) {
            group = new Group(verdict.fingerprint, verdict.kind, verdict.pool, verdict.limit);
            groups.put(verdict.fingerprint, group);
        }
        return group;
    }

    /** Forgets, if it must, the oldest group that nothing stands accused in. */
    private boolean makeRoom() {
        if (groups.size() < GROUPS) {
            return true;
        }
        for (Iterator<Group> each = groups.values().iterator(); each.hasNext(); ) {
            if (each.next().count() == 0) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    private static boolean dropped(TrackedSocket connection) {
        return LeakRule.DROPPED.since(connection, 0) != LeakRule.NOT;
    }
}
