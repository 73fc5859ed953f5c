package io.sockspan.it.truth;

import io.sockspan.testkit.AgentReport;
import io.sockspan.testkit.AgentReport.Connection;
import io.sockspan.testkit.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the agent told of a whole process against what the kernel traced.
 *
 * <p>Every socket that was told is one that the kernel had (same ports, same role, nearest in time), and no two are the same. Every
 * listener and every connect of the process is told, and every connection that it accepted; one that it never accepted has no Java
 * object and cannot be, which the kernel shows by ending it without a FIN of ours. Each pair is compared by {@link LifeComparison}.
 */
final class KernelComparison {
    private final List<String> violations = new ArrayList<>();
    private final List<String> untruths = new ArrayList<>();
    private final CallTimes callTimes = new CallTimes();
    private final long stolen;
    private int compared;

    /** @param stolen what the host took from this machine during the run, in nanoseconds; see {@link StolenTime} */
    KernelComparison(long stolen) {
        this.stolen = stolen;
    }

    /** Compares one run. */
    void add(String run, AgentReport report, List<KernelEvent> events, long process) {
        List<KernelLife> unmatched = new ArrayList<>(KernelLife.of(events));
        Set<Integer> listening = unmatched.stream()
                .filter(life -> life.isListener() && life.opener() == process)
                .map(KernelLife::localPort)
                .collect(Collectors.toSet());
        report.connections()
                .filter(told -> !told.transitions().isEmpty())
                // Where a port was not told there is more to choose from: those choose last.
                .sorted(Comparator.comparing(told -> told.localPort() == 0))
                .forEach(told -> match(told, report.clock(), unmatched)
                        .ifPresentOrElse(
                                life -> {
                                    unmatched.remove(life);
                                    compare(run, told, report.clock(), life);
                                },
                                () -> violations.add(run + ": the kernel had no such socket: " + told)));
        unmatched.stream()
                .filter(life -> life.isAccepted()
                        ? listening.contains(life.localPort()) && endedByUs(life)
                        : life.opener() == process)
                .forEach(life -> violations.add(run + ": not told at all\n      kernel: " + life));
    }

    private static boolean endedByUs(KernelLife life) {
        return life.went(State.TCP_FIN_WAIT1) || life.went(State.TCP_LAST_ACK);
    }

    private static Optional<KernelLife> match(Connection told, AgentReport.Clock clock, List<KernelLife> lives) {
        long first = clock.monotonic(told.transitions().get(0).latestNanos());
        return lives.stream()
                .filter(life -> life.isListener() == told.is("listener") && life.isAccepted() == told.is("server"))
                .filter(life -> told.localPort() == 0 || life.localPort() == told.localPort())
                .filter(life -> told.is("listener") || life.remotePort() == told.remotePort())
                .min(Comparator.comparingLong(life -> Math.abs(life.begin() - first)));
    }

    private void compare(String run, Connection told, AgentReport.Clock clock, KernelLife life) {
        LifeComparison comparison = new LifeComparison(told, clock, life, stolen);
        comparison.violations().forEach(violation -> violations.add(run + ": " + violation));
        comparison.untruths().forEach(untruth -> untruths.add(run + ": " + untruth));
        callTimes.add(comparison.callErrors());
        compared++;
    }

    /** How many sockets were compared. */
    int compared() {
        return compared;
    }

    /** To be judged together with those of other runs. */
    CallTimes callTimes() {
        return callTimes;
    }

    /** Those of the violations of single sockets that are {@link LifeComparison#untruths}. */
    List<String> untruths() {
        return Collections.unmodifiableList(untruths);
    }

    /** All that is wrong, a text each; {@link #callTimes()} apart. */
    List<String> violations() {
        return Collections.unmodifiableList(violations);
    }
}
