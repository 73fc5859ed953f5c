package io.sockspan.it.truth;

import io.sockspan.it.truth.KernelLife.Entry;
import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.AgentReport.Transition;
import io.sockspan.testkit.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the agent told of one socket against what the kernel traced of it. All that is wrong is in {@link #violations()}; the times of
 * calls are in {@link #callErrors()}, because only many of them together are right or wrong.
 *
 * <ol>
 *   <li><b>Nothing invented.</b> The states told, the inferred ones included, are states that the kernel went through, in the kernel's
 *       order; each transition begins where the one before ended, the first in CLOSED, or in SYN_RECEIVED if it was accepted. Where the trace cannot follow (from TIME_WAIT or from a closed
 *       socket's FIN_WAIT2) the only ways out are allowed, and an inferred CLOSED: a later connection may have replaced a TIME_WAIT.
 *   <li><b>Calls.</b> The distance of the kernel's time from what was told; none if it is inside the interval that a call tells which
 *       was held up. Not for an accepted connection's ESTABLISHED: accept fetches
 *       it when it likes, so there only the order is certain.
 *   <li><b>Looks.</b> An interval with evidence {@code kernel} contains the kernel's time, but for {@link #CLOCKS}, and for the time
 *       that the host of a virtual machine took away meanwhile.
 *   <li><b>After close.</b> An interval with evidence {@code proc} contains the kernel's time, but for {@link #JIFFY}. That of a
 *       FIN_WAIT_2 or TIME_WAIT, whose start the kernel's own timer tells, is no wider than {@link #TIMER}.
 *   <li><b>Nothing left out.</b> A state that the kernel went through is told, unless it was too short to be seen. It was not if it
 *       lasted {@link #SEEN_OPEN} while the descriptor was open, or {@link #SEEN_CLOSED} after, or if one of the agent's looks at this
 *       very socket (an end of an interval with evidence {@code kernel}) fell into it while the descriptor was open. What was over when
 *       the descriptor came into being, as an accepted connection's SYN_RECEIVED, could not be seen.
 *   <li><b>Nothing guessed that was to be seen.</b> A state that lasted {@link #SEEN_OPEN} while the descriptor was open is not told as
 *       inferred. TIME_WAIT and CLOSED may be: neither ever shows on a descriptor without doubt.
 *   <li><b>Who closed.</b> {@code closed_by} is the side whose FIN came first in the kernel; {@code reset} only if the kernel ended the
 *       connection without both FINs.
 * </ol>
 */
final class LifeComparison {
    /** By how many nanoseconds the time of a call is off, and which call it was. */
    record CallError(long nanos, String call) {}

    /** Microseconds are cut off in the trace, and two clocks cannot be read at once. */
    static final long CLOCKS = 50_000;
    /**
     * How far apart the ends of a start may be that the kernel's own timer tells: as long as the reading took. That is some milliseconds,
     * and more on a busy machine, but less than the time between two readings.
     */
    static final long TIMER = 900_000_000;
    /** The unit of the kernel's timers. */
    static final long JIFFY = 10_000_000;
    /** The sweep comes each second; half a second more for a busy machine. */
    static final long SEEN_OPEN = 1_500_000_000;
    /** {@code /proc/self/net/tcp} is read each second at most, and not at once after a close. */
    static final long SEEN_CLOSED = 2_500_000_000L;

    private final Connection told;
    private final AgentReport.Clock clock;
    private final KernelLife life;
    private final long stolen;
    private final List<Entry> entries;
    private final boolean[] seen;
    private final List<String> violations = new ArrayList<>();
    private final List<String> untruths = new ArrayList<>();
    private final List<CallError> callErrors = new ArrayList<>();

    /** @param stolen by how many nanoseconds the kernel's reports may have been late without a trace; see {@link StolenTime} */
    LifeComparison(Connection told, AgentReport.Clock clock, KernelLife life, long stolen) {
        this.told = told;
        this.stolen = stolen;
        this.clock = clock;
        this.life = life;
        this.entries = life.entries();
        this.seen = new boolean[entries.size()];
        compareTransitions();
        for (int i = 0; i < entries.size(); i++) {
            if (!seen[i]) {
                requireUnseeable(i);
            }
        }
        compareCloser();
    }

    List<String> violations() {
        return Collections.unmodifiableList(violations);
    }

    /** Those of the violations that are wrong by what was told itself, and not only too inexact or left out. */
    List<String> untruths() {
        return Collections.unmodifiableList(untruths);
    }

    /** How far the times of calls are from the kernel's. */
    List<CallError> callErrors() {
        return Collections.unmodifiableList(callErrors);
    }

    private void compareTransitions() {
        int next = 0;
        State previous = life.isAccepted() ? State.TCP_SYN_RECV : State.TCP_CLOSE;
        for (Transition transition : told.transitions()) {
            if (State.ofAgent(transition.from()) != previous) {
                fail("begins in " + transition.from() + " after " + previous.agentName(), transition);
            }
            previous = transition.toState();
            int at = find(transition.toState(), next);
            if (at >= 0) {
                seen[at] = true;
                compareTimes(transition, at);
                next = at + 1;
            } else if (isBeyondTheTrace(transition) && (next == entries.size() || isEndOnly(transition))) {
                next = entries.size();
            } else {
                fail("the kernel did not go there then", transition);
            }
        }
    }

    private int find(State state, int from) {
        for (int i = from; i < entries.size(); i++) {
            if (entries.get(i).state() == state) {
                return i;
            }
        }
        return -1;
    }

    private boolean isBeyondTheTrace(Transition transition) {
        State last = entries.get(entries.size() - 1).state();
        boolean wayOut = transition.toState() == State.TCP_CLOSE
                || last == State.TCP_FIN_WAIT2 && transition.toState() == State.TCP_TIME_WAIT;
        return !life.isTracedToTheEnd() && wayOut && latest(transition) >= entered(entries.size() - 1);
    }

    /** It says that the connection has ended by then, and no more: the states before may be left out like all that is too short. */
    private static boolean isEndOnly(Transition transition) {
        return transition.toState() == State.TCP_CLOSE && transition.knownBy("inferred");
    }

    private void compareTimes(Transition transition, int at) {
        Entry entry = entries.get(at);
        long distance = distance(transition, entry);
        if (transition.knownBy("call")) {
            if (life.isAccepted() && entry.state() == State.TCP_ESTABLISHED) {
                if (latest(transition) < entry.earliest()) {
                    fail("accepted before the kernel had it", transition);
                }
            } else {
                callErrors.add(new CallError(distance, describe(transition, distance / 1_000 + " us off")));
            }
        } else if (transition.knownBy("kernel")) {
            if (distance > CLOCKS + stolen) {
                fail("the kernel's time is " + distance / 1_000 + " us outside", transition);
            }
        } else if (transition.knownBy("proc")) {
            compareProc(transition, entry, distance);
        } else if (!isGuessable(entry.state()) && openNanos(at) >= SEEN_OPEN) {
            inexact(describe(
                    transition, "inferred, although it could be seen for " + openNanos(at) / 1_000_000 + " ms"));
        }
    }

    private void compareProc(Transition transition, Entry entry, long distance) {
        boolean timed = entry.state() == State.TCP_FIN_WAIT2 || entry.state() == State.TCP_TIME_WAIT;
        long width = latest(transition) - earliest(transition);
        if (timed && width > TIMER) {
            inexact(describe(transition, "starts somewhere in " + width / 1_000_000 + " ms"));
        }
        if (distance > JIFFY) {
            fail("the kernel's time is " + distance / 1_000_000 + " ms outside", transition);
        }
    }

    private static boolean isGuessable(State state) {
        return state == State.TCP_TIME_WAIT || state == State.TCP_CLOSE;
    }

    /** How far the kernel's time is from what was told: 0 if it is inside. */
    private long distance(Transition transition, Entry entry) {
        return Math.max(0, Math.max(earliest(transition) - entry.latest(), entry.earliest() - latest(transition)));
    }

    private void requireUnseeable(int at) {
        String name = entries.get(at).state().agentName();
        if (openNanos(at) >= SEEN_OPEN) {
            inexact(describe(
                    "not told: " + name + ", which lasted " + openNanos(at) / 1_000_000 + " ms on the descriptor"));
        } else if (closedNanos(at) >= SEEN_CLOSED) {
            inexact(describe("not told: " + name + ", which lasted " + closedNanos(at) / 1_000_000
                    + " ms after the descriptor"));
        } else if (looks().anyMatch(look -> fallsInto(look, at))) {
            inexact(describe("not told: " + name + ", although a look fell into it"));
        }
    }

    /** The moments at which the agent certainly looked at this socket. */
    private Stream<Long> looks() {
        return told.transitions().stream()
                .filter(transition -> transition.knownBy("kernel"))
                .flatMap(transition -> Stream.of(earliest(transition), latest(transition)));
    }

    private boolean fallsInto(long look, int at) {
        return look > Math.max(entries.get(at).latest(), opened()) + CLOCKS
                && look < Math.min(left(at), released()) - CLOCKS;
    }

    /** How long the state lasted while the descriptor was open. */
    private long openNanos(int at) {
        return Math.max(0, Math.min(left(at), released()) - Math.max(entered(at), opened()));
    }

    /** How long it lasted after that. */
    private long closedNanos(int at) {
        return Math.max(0, left(at) - Math.max(entered(at), released()));
    }

    private long entered(int at) {
        return entries.get(at).latest() == Long.MAX_VALUE
                ? entries.get(at).earliest()
                : entries.get(at).latest();
    }

    /** When the state was left, or the time of the report if it lasted until then. */
    private long left(int at) {
        return at + 1 < entries.size() ? entries.get(at + 1).earliest() : clock.nanoTime();
    }

    private long opened() {
        return clock.monotonic(Objects.requireNonNull(told.openedNanos(), "openedNanos"));
    }

    private long released() {
        return told.releasedNanos() == null ? clock.nanoTime() : clock.monotonic(told.releasedNanos());
    }

    private long earliest(Transition transition) {
        return clock.monotonic(transition.earliestNanos());
    }

    private long latest(Transition transition) {
        return clock.monotonic(transition.latestNanos());
    }

    private void compareCloser() {
        if (told.closedBy() == null || life.isListener()) {
            return;
        }
        int ours = find(State.TCP_FIN_WAIT1, 0);
        int theirs = find(State.TCP_CLOSE_WAIT, 0);
        boolean right = switch (told.closedBy()) {
            case "local", "gc" -> ours >= 0 || !life.went(State.TCP_ESTABLISHED);
            case "remote" -> theirs >= 0 || life.went(State.TCP_CLOSING);
            case "reset" -> !life.went(State.TCP_TIME_WAIT) && !life.went(State.TCP_LAST_ACK);
            default -> false;
        };
        if (!right) {
            fail("closed by " + told.closedBy());
        }
    }

    private void fail(String what, Transition transition) {
        untrue(describe(transition, what));
    }

    private void fail(String what) {
        untrue(describe(what));
    }

    private void untrue(String described) {
        untruths.add(described);
        violations.add(described);
    }

    private void inexact(String described) {
        violations.add(described);
    }

    private String describe(Transition transition, String what) {
        return describe(String.format(
                "%s -> %s by %s at %.6f..%.6f: %s",
                transition.from(),
                transition.to(),
                transition.evidence(),
                earliest(transition) / 1e9,
                latest(transition) / 1e9,
                what));
    }

    private String describe(String what) {
        return told.role() + " " + told.id() + " of " + told.openedAt() + ": " + what + "\n      kernel: " + life;
    }
}
