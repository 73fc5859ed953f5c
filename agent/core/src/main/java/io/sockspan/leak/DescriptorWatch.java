package io.sockspan.leak;

import io.sockspan.stack.CallStack;
import io.sockspan.time.Clock;
import io.sockspan.track.TrackedSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Notices when the process comes near its limit of descriptors or runs into it, and which places hold most sockets then. */
final class DescriptorWatch {
    /** How far below the threshold, in percent of the limit, the verdict is taken back, lest it come and go around it. */
    private static final int RELIEF = 5;
    /** How long a failed call is held against the process, and how long a second one adds nothing. */
    private static final long MEMORY = TimeUnit.MINUTES.toNanos(1);
    /** How old the list of holders may become: making it takes a walk through all sockets. */
    private static final long REFRESH = TimeUnit.SECONDS.toNanos(10);
    /** Making the list again takes at most one part in this many of the time: with many descriptors it takes a tenth of a second. */
    private static final int SHARE = 1_000;
    /** However long that took: the whole machine may have been suspended meanwhile. */
    private static final long LATEST_REFRESH = TimeUnit.MINUTES.toNanos(5);

    private static final int HOLDERS = 5;
    /** How far the number of descriptors moves, in percent of the limit, before they are counted by kind again. */
    private static final int STEP = 20;

    private final LeakLimits limits;
    private final Clock clock;
    private final VerdictListener listener;
    private Verdict verdict;
    private boolean exhausted;
    private long exhaustedAt;
    private long since;
    private int used;
    private int limit;
    private long listedAt;
    private long listCost;
    private int sockets;
    private Supplier<Map<String, Integer>> kinds = Collections::emptyMap;
    private Supplier<Map<String, Integer>> others = Collections::emptyMap;
    private DescriptorCensus census = DescriptorCensus.NONE;
    private DescriptorCensus before = DescriptorCensus.NONE;
    private int usedAtCount;
    private List<String> holders = Collections.emptyList();
    private long total;
    private long retracted;

    DescriptorWatch(LeakLimits limits, Clock clock, VerdictListener listener) {
        this.limits = limits;
        this.clock = clock;
        this.listener = listener;
    }

    void examine(Iterable<TrackedSocket> open, int nowUsed, int nowLimit, long now) {
        used = nowUsed;
        limit = nowLimit;
        if (isOff() || limit <= 0) {
            return;
        }
        if (isStepFromLastCount()) {
            before = census;
            count(now);
        }
        if (isAbove(limits.descriptorPercent())) {
            if (verdict == null) {
                accuse(open, now);
            } else if (now - listedAt >= refresh()) {
                list(open, now);
            }
        } else if (verdict != null && !exhausted && !isAbove(limits.descriptorPercent() - RELIEF)) {
            retract();
        }
    }

    private long refresh() {
        return Math.min(LATEST_REFRESH, Math.max(REFRESH, SHARE * listCost));
    }

    void exhausted(Iterable<TrackedSocket> open, long now) {
        if (isOff()) {
            return;
        }
        boolean news = !exhausted || now - verdict.at >= MEMORY;
        exhausted = true;
        exhaustedAt = now;
        if (news) {
            if (verdict != null) {
                listener.ended(verdict);
            }
            accuse(open, now);
        }
    }

    void kinds(Supplier<Map<String, Integer>> counter) {
        kinds = counter;
    }

    void others(Supplier<Map<String, Integer>> byPlace) {
        others = byPlace;
    }

    /** What grows shows only beside an earlier count, so one is made on the way up. */
    private boolean isStepFromLastCount() {
        // The application may have opened many while they were counted.
        int counted = Math.max(usedAtCount, census.total());
        return census == DescriptorCensus.NONE || Math.abs(used - counted) * 100L >= limit * (long) STEP;
    }

    private void count(long now) {
        census = new DescriptorCensus(kinds.get(), now);
        usedAtCount = used;
    }

    /** Forgets a failed call in time; the number of descriptors then decides alone. */
    void expire(long now) {
        if (exhausted && now - exhaustedAt >= MEMORY) {
            exhausted = false;
            if (!isAbove(limits.descriptorPercent() - RELIEF)) {
                retract();
            }
        }
    }

    boolean isAccused() {
        return verdict != null;
    }

    Suspect suspect() {
        List<String> lines = new ArrayList<>();
        lines.add(headline());
        lines.addAll(holders);
        return new Suspect(
                Fingerprints.OF_PROCESS,
                LeakKind.DESCRIPTORS,
                null,
                Collections.emptyList(),
                isAccused() ? 1 : 0,
                total,
                retracted,
                0,
                since,
                String.join("\n", lines));
    }

    private String headline() {
        String sum = limit > 0
                ? used + " of " + limit + " descriptors are open (limit " + limits.descriptorPercent() + "%)"
                        + (census.isEmpty() ? ", " + sockets + " of them sockets" : census.text(before))
                : sockets + (sockets == 1 ? " descriptor is an open socket" : " descriptors are open sockets");
        return exhausted ? "\"Too many open files\" was thrown; " + sum : sum;
    }

    boolean isOff() {
        return limits.of(LeakKind.DESCRIPTORS) == LeakLimits.OFF;
    }

    private boolean isAbove(int percent) {
        return limit > 0 && used * 100L >= limit * (long) percent;
    }

    private void accuse(Iterable<TrackedSocket> open, long now) {
        list(open, now);
        if (verdict == null) {
            since = now;
        }
        total++;
        verdict = new Verdict(LeakKind.DESCRIPTORS, Fingerprints.OF_PROCESS, null, null, since, 0, now, false);
        listener.accused(verdict);
    }

    private void retract() {
        Verdict former = verdict;
        verdict = null;
        retracted++;
        listener.retracted(former);
    }

    private void list(Iterable<TrackedSocket> open, long now) {
        long began = clock.nanos();
        if (census == DescriptorCensus.NONE || now - census.at >= REFRESH || used != usedAtCount) {
            count(now);
        }
        Map<String, Integer> byPlace = new HashMap<>(others.get());
        sockets = 0;
        for (TrackedSocket connection : open) {
            sockets++;
            byPlace.merge(place(connection), 1, Integer::sum);
        }
        List<Map.Entry<String, Integer>> most = new ArrayList<>(byPlace.entrySet());
        most.sort(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        holders = new ArrayList<>();
        for (Map.Entry<String, Integer> entry : most.subList(0, Math.min(HOLDERS, most.size()))) {
            holders.add(entry.getValue() + " " + entry.getKey());
        }
        listedAt = now;
        listCost = clock.nanos() - began;
    }

    private static String place(TrackedSocket connection) {
        CallStack stack = connection.openedBy();
        String role = connection.role().label();
        if (stack != null && stack.userFrame() != null) {
            return role + ", opened at " + stack.userFrame();
        }
        Object end = connection.remote() == null ? connection.local() : connection.remote();
        return role + (end == null ? "" : ", " + end) + ", its stack was not taken";
    }
}
