package io.sockspan.tcp;

import static io.sockspan.tcp.TcpState.CLOSED;
import static io.sockspan.tcp.TcpState.ESTABLISHED;
import static io.sockspan.tcp.TcpState.LISTEN;
import static io.sockspan.tcp.TcpState.SYN_RECEIVED;
import static io.sockspan.tcp.TcpState.SYN_SENT;
import static io.sockspan.tcp.TcpState.TIME_WAIT;

import io.sockspan.time.Times;
import java.util.List;

/**
 * The TCP state machine of one socket (RFC 9293, section 3.3.2): it turns calls and observations into transitions. For one thread.
 *
 * <p>All times are {@link System#nanoTime()} values. Each input returns the transitions that it caused, usually none. A late input that
 * contradicts established facts is ignored.
 *
 * <p>Transitions are withdrawn from {@link #transitions()} in four cases: a connect fails without proof that a SYN was sent; later
 * evidence shows that the peer's FIN or reset arrived between the observation at the entry of our close and our own FIN; both ends' calls
 * say that they sent the first FIN, and nothing is left to decide; or another process holds the descriptor too, so that our close sent no
 * FIN ({@link #inherited}). {@link #withdrawn()} counts them. The next transition starts in the state before them.
 */
public final class TcpStateMachine {
    private final StateTimeline timeline;
    /** Null until close is entered or the descriptor is released. */
    private LocalClose localClose;

    private boolean connectAttempted;
    private boolean inputShutdown;
    private boolean stopped;

    /** @param openedAt when the descriptor was created or first observed */
    public TcpStateMachine(long openedAt) {
        timeline = new StateTimeline(openedAt);
    }

    /** The socket is older than the agent, or its first events were lost. Its history begins in the state that the kernel reports. */
    public List<Transition> adopted(long at, int tcpInfo) {
        TcpState seen = TcpInfo.state(tcpInfo);
        if (seen != null && timeline.isUntouched() && !isClosing()) {
            timeline.beginIn(seen, at);
            timeline.count(tcpInfo);
            timeline.proveSyn();
        }
        return fresh();
    }

    public List<Transition> listening(long at) {
        if (timeline.isUntouched() && !isClosing()) {
            timeline.enter(LISTEN, Interval.at(at), Evidence.CALL);
            timeline.lastsAt(at);
        }
        return fresh();
    }

    /** Connect was entered. */
    public List<Transition> connectStarted(long at) {
        if (!isClosing()) {
            connectAttempted |= Handshake.begin(timeline, at);
        }
        return fresh();
    }

    /** Connect returned without success or failure, as on a non-blocking channel: a SYN was sent. */
    public List<Transition> connectPending(long at) {
        if (state() == SYN_SENT && !timeline.isStale(at)) {
            timeline.proveSyn();
        }
        return fresh();
    }

    /**
     * Connect succeeded.
     *
     * @param notBefore equal to {@code at} if connect blocked; else a time at which the socket was not connected yet
     * @param at when it was reported
     */
    public List<Transition> connected(long notBefore, long at) {
        connectAttempted |= Handshake.complete(timeline, notBefore, at, isClosing());
        return fresh();
    }

    /**
     * Connect succeeded and both endpoints are equal: the socket received its own SYN, which is a simultaneous open (RFC 9293, section
     * 3.5).
     *
     * @see #connected
     */
    public List<Transition> connectedToItself(long notBefore, long at) {
        if (state() == SYN_SENT) {
            timeline.enter(SYN_RECEIVED, timeline.until(at), Evidence.INFERRED);
        }
        connectAttempted |= Handshake.complete(timeline, notBefore, at, isClosing());
        return fresh();
    }

    public List<Transition> connectFailed(long at, ConnectFailure why) {
        return connectFailed(at, at, why);
    }

    /** Connect failed; {@code notBefore} is a time at which it had not failed yet, {@code at} is when it was reported. */
    public List<Transition> connectFailed(long notBefore, long at, ConnectFailure why) {
        connectAttempted = true;
        Handshake.fail(timeline, notBefore, at, why, isClosing());
        return fresh();
    }

    /**
     * Accept returned at {@code at}. The handshake was completed between {@code notBefore} and {@code at}; a connection can wait in the
     * backlog for any time.
     */
    public List<Transition> accepted(long notBefore, long at) {
        if (timeline.isUntouched() && !isClosing()) {
            timeline.beginIn(SYN_RECEIVED, Times.earlier(notBefore, at));
            timeline.enter(ESTABLISHED, new Interval(notBefore, at), Evidence.CALL);
        }
        return fresh();
    }

    /** As {@link #observed(long, long, int)}. */
    public List<Transition> observed(long at, int tcpInfo) {
        return observed(at, at, tcpInfo);
    }

    /** The tcp_info of the descriptor was read between {@code before} and {@code at}. */
    public List<Transition> observed(long before, long at, int tcpInfo) {
        if (!isReleased()) {
            KernelObservations.observe(timeline, before, at, tcpInfo);
        }
        return fresh();
    }

    /**
     * The kernel reported a change that happened between {@code earliest} and {@code latest}; {@code tcpInfo} is the tcp_info after it. The
     * caller watches the connection, so that no earlier change is unreported.
     */
    public List<Transition> changed(long earliest, long latest, int tcpInfo) {
        if (!isReleased()) {
            KernelObservations.changed(timeline, earliest, latest, tcpInfo);
        }
        return fresh();
    }

    /** The kernel reported no change before {@code earliest}, and one until {@code latest}, which is to come. */
    public void unchangedUntil(long earliest, long latest) {
        if (!isReleased()) {
            KernelObservations.unchangedUntil(timeline, earliest, latest);
        }
    }

    /** The connection was still established at that time. The counters of retransmissions and probes were not read. */
    public void stillEstablished(long at) {
        if (state() == ESTABLISHED && !timeline.isStale(at)) {
            timeline.lastsUncounted(at);
        }
    }

    /**
     * A read returned the end of the stream.
     *
     * @param tcpInfo the tcp_info just after the read or write, or {@link TcpInfo#NONE}
     */
    public List<Transition> endOfStream(long at, int tcpInfo) {
        if (!isAfterClosing(at)) {
            Transfers.readEnd(timeline, at, tcpInfo, inputShutdown);
        }
        return fresh();
    }

    /** A read or write failed because the peer reset the connection ({@code ECONNRESET}). For a broken pipe see {@link #writeFailed}. */
    public List<Transition> receivedReset(long at) {
        if (!isAfterClosing(at)) {
            Transfers.broken(timeline, at, ResetBy.REMOTE);
        }
        return fresh();
    }

    /**
     * A write failed with a broken pipe ({@code EPIPE}). The cause is the peer's reset or our own shutdownOutput: on Java 8 and 11 a stream
     * does not refuse writes after it.
     *
     * @param tcpInfo the tcp_info just after the read or write, or {@link TcpInfo#NONE}
     */
    public List<Transition> writeFailed(long at, int tcpInfo) {
        if (!isAfterClosing(at)) {
            KernelObservations.observe(timeline, at, at, tcpInfo);
            if (TcpInfo.state(tcpInfo) == null && !timeline.finSent()) {
                Transfers.broken(timeline, at, ResetBy.REMOTE);
            }
        }
        return fresh();
    }

    /** A read or write failed because the kernel gave up: the peer did not answer, or there was no route to it. */
    public List<Transition> connectionLost(long at) {
        if (!isAfterClosing(at)) {
            Transfers.broken(timeline, at, null);
        }
        return fresh();
    }

    /** shutdownOutput was entered; {@code tcpInfoBefore} is the tcp_info at the entry. */
    public List<Transition> outputShutdown(long at, int tcpInfoBefore) {
        if (!isClosing()) {
            LocalClose.shutdownOutput(timeline, at, tcpInfoBefore);
        }
        return fresh();
    }

    /** shutdownInput was entered. It sends no packet, but an end of the stream no longer proves that the peer sent a FIN. */
    public List<Transition> inputShutdown(long at) {
        inputShutdown = true;
        return fresh();
    }

    /**
     * Close was entered. Only the first call counts.
     *
     * <p>Our reset is reported at the release of the descriptor: by this call, or by {@link #released} if {@link Closing#shutdownFirst}.
     */
    public List<Transition> closing(long at, Closing facts) {
        if (!isClosing()) {
            localClose().closing(at, facts);
        }
        return fresh();
    }

    /** The descriptor no longer refers to this connection: it was closed, or the JDK replaced it by another (preClose). */
    public List<Transition> released(long at) {
        localClose().released(at);
        return fresh();
    }

    /**
     * {@code /proc/self/net/tcp} was read. Has an effect only after close, and while {@link #isEndUnclear()}.
     *
     * <p>An absent row ends the connection, so the caller must be sure that it is absent: the kernel does not write the table atomically,
     * and a reader can miss a row while other sockets open and close.
     *
     * @param own the row of this connection
     * @param peer the row with the endpoints swapped if the peer is on the same host, else null
     */
    public List<Transition> observedInTable(long at, ProcObservation own, ProcObservation peer) {
        if (!stopped && (isClosing() || isReleased() || timeline.isEndUnclear())) {
            localClose().observed(at, own, peer);
        }
        return fresh();
    }

    /**
     * {@code /proc/self/net/tcp} shows this end with a descriptor after its close here. Another process also holds the descriptor, and our
     * close did nothing to the connection or listener.
     *
     * @return false if the table has shown the effect of our close before, so that this row belongs to another socket
     */
    public boolean inherited(long at, TcpState seen) {
        timeline.withdrawUnsentClose(seen);
        if (state() != seen || timeline.finSent()) {
            return false;
        }
        timeline.lastsAt(at);
        return true;
    }

    /** No further observation of this connection will come. Transitions that were not observed are not invented. */
    public List<Transition> stopFollowing(long at) {
        if (localClose != null) {
            localClose.stopFollowing(at);
        }
        stopped = true;
        return fresh(at);
    }

    public TcpState state() {
        return timeline.state();
    }

    /** The source of the present state. */
    public Evidence evidence() {
        return timeline.evidence();
    }

    /** The latest possible time of the entry into the present state; before any transition, when the descriptor was created. */
    public long since() {
        return timeline.since();
    }

    /** The earliest possible time of the next transition. */
    public long lastKnownAt() {
        return timeline.knownAt();
    }

    /** The transitions that were not withdrawn, oldest first. */
    public List<Transition> transitions() {
        return timeline.all();
    }

    /** The last transition into that state, or null if there was none. */
    public Transition lastEntry(TcpState state) {
        return timeline.lastEntry(state);
    }

    public int withdrawn() {
        return timeline.withdrawn();
    }

    /** Null while unknown. Also null for a socket that was never connected, unless the JDK closed it after a garbage collection. */
    public ClosedBy closedBy() {
        boolean byCollector = localClose != null && localClose.isByCollector();
        return byCollector ? ClosedBy.GC : timeline.resetBy() != null ? ClosedBy.RESET : firstFin();
    }

    /** {@link ClosedBy#LOCAL} or {@link ClosedBy#REMOTE}, whatever ended the connection afterwards; null before the first FIN. */
    public ClosedBy firstFin() {
        return timeline.firstFin();
    }

    /** Null unless a reset ended a connection. */
    public ResetBy resetBy() {
        return timeline.resetBy();
    }

    /** Whether connect was called, though the SYN may never have been sent. */
    public boolean connectAttempted() {
        return connectAttempted;
    }

    /** The highest number of SYN retransmissions in any observation. */
    public int synRetransmits() {
        return timeline.synRetransmits();
    }

    /** Unanswered keep-alive or window probes at the last observation. */
    public int unansweredProbes() {
        return timeline.unansweredProbes();
    }

    /**
     * Whether the connection has ended, by TIME_WAIT or by a reset, and it is unknown by which. {@link #state()} is still the last known
     * state.
     */
    public boolean isEndUnclear() {
        return timeline.isEndUnclear();
    }

    /** Whether the state is CLOSED for good, or a connect failed. */
    public boolean ended() {
        return state() == CLOSED && (isClosing() || !timeline.isUntouched());
    }

    /** Whether no further transition can be observed, except the end of TIME_WAIT. */
    public boolean settled() {
        return stopped || ended() || state() == TIME_WAIT;
    }

    @Override
    public String toString() {
        return state() + " " + transitions();
    }

    private List<Transition> fresh() {
        return fresh(timeline.knownAt());
    }

    private List<Transition> fresh(long at) {
        if (stopped && timeline.isEndUnclear()) {
            timeline.leaveEndUnclear(at, false);
        }
        return timeline.fresh();
    }

    private LocalClose localClose() {
        if (localClose == null) {
            localClose = new LocalClose(timeline);
        }
        return localClose;
    }

    private boolean isClosing() {
        return localClose != null && localClose.isClosing();
    }

    private boolean isReleased() {
        return localClose != null && localClose.isReleased();
    }

    /**
     * After the entry of close, the results of reads and writes say nothing about the connection: the JDK has replaced the descriptor
     * (preClose).
     */
    private boolean isAfterClosing(long at) {
        return isClosing() && !Times.isBefore(at, localClose.closingAt());
    }
}
