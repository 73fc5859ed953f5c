package io.sockspan.leak;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides which suspects are announced to the person at the terminal, and when, so that a place that leaks all the time does not flood
 * it: the first time at once, then again only after an interval, and only if there is news, which is half as many sockets again,
 * or a first one after all had ended well. That they ended well is announced too. Used on the agent's thread only.
 */
public final class Announcer implements VerdictListener {
    /** Writes the text of an announcement, without a line break at the end. */
    public interface Wording {
        String accusation(Suspect suspect, long now);

        String retraction(Suspect suspect, long now);
    }

    /** Running out of descriptors is urgent, and is announced as often as this whatever the interval. */
    private static final long URGENT = TimeUnit.MINUTES.toNanos(1);

    private final long repeat;
    private final Wording wording;
    private final Consumer<String> out;
    private final Set<String> accused = new LinkedHashSet<>();
    private final Set<String> relieved = new LinkedHashSet<>();
    private Long allAnnouncedAt;
    private final Map<String, Announcement> announced = new Recent<>(2 * LeakDetector.GROUPS);

    /**
     * @param repeat nanoseconds before the same fingerprint is announced again
     * @param out takes one text, of one or more lines, for each announcement
     */
    public Announcer(long repeat, Wording wording, Consumer<String> out) {
        this.repeat = repeat;
        this.wording = wording;
        this.out = out;
    }

    @Override
    public void accused(Verdict verdict) {
        accused.add(verdict.fingerprint);
    }

    @Override
    public void retracted(Verdict verdict) {
        relieved.add(verdict.fingerprint);
    }

    @Override
    public void ended(Verdict verdict) {
        relieved.add(verdict.fingerprint);
    }

    /**
     * Announces what is due; to be called after each {@link LeakDetector#examine}, so that sockets accused together are announced together.
     *
     * @param now {@link System#nanoTime()}
     */
    public void announce(LeakDetector detector, long now) {
        for (String fingerprint : relieved) {
            announceRelief(detector, fingerprint, now);
        }
        relieved.clear();
        for (Iterator<String> each = accused.iterator(); each.hasNext(); ) {
            String fingerprint = each.next();
            long count = detector.count(fingerprint);
            if (count == 0) {
                each.remove();
            } else if (isDue(detector, fingerprint, count, now)) {
                each.remove();
                Suspect suspect = detector.suspect(fingerprint);
                announced.put(fingerprint, new Announcement(now, count, suspect.retracted));
                out.accept(wording.accusation(suspect, now));
            }
        }
    }

    /**
     * Announces all suspects there are, because the process has just run out of descriptors, and theirs may be the ones it lacks. At most
     * once a minute, and none that was announced within the last one.
     *
     * @param now {@link System#nanoTime()}
     */
    public void announceAll(LeakDetector detector, long now) {
        if (allAnnouncedAt != null && now - allAnnouncedAt < URGENT) {
            return;
        }
        allAnnouncedAt = now;
        for (Suspect suspect : detector.suspects()) {
            Announcement before = announced.get(suspect.fingerprint);
            if (suspect.kind != LeakKind.DESCRIPTORS && (before == null || now - before.at >= URGENT)) {
                announced.put(suspect.fingerprint, new Announcement(now, suspect.count, suspect.retracted));
                out.accept(wording.accusation(suspect, now));
            }
        }
    }

    private boolean isDue(LeakDetector detector, String fingerprint, long count, long now) {
        Announcement before = announced.get(fingerprint);
        if (before == null) {
            return true;
        }
        boolean urgent = fingerprint.equals(Fingerprints.OF_PROCESS);
        if (now - before.at < (urgent ? Math.min(repeat, URGENT) : repeat)) {
            return false;
        }
        return urgent || before.over || 2 * count >= 3 * before.count;
    }

    private void announceRelief(LeakDetector detector, String fingerprint, long now) {
        Announcement before = announced.get(fingerprint);
        if (before == null || before.over || detector.count(fingerprint) > 0) {
            return;
        }
        before.over = true;
        Suspect suspect = detector.suspect(fingerprint);
        // Where graver verdicts took the place of all of these, nothing ended well.
        if (suspect != null && suspect.retracted > before.retracted) {
            out.accept(wording.retraction(suspect, now));
        }
    }

    private static final class Announcement {
        final long at;
        final long count;
        final long retracted;
        boolean over;

        Announcement(long at, long count, long retracted) {
            this.at = at;
            this.count = count;
            this.retracted = retracted;
        }
    }
}
