package io.sockspan.telemetry;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.sockspan.stack.CallStack;
import io.sockspan.tcp.ClosedBy;
import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.ResetBy;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.TcpStateMachine;
import io.sockspan.tcp.Transition;
import io.sockspan.track.CloseCall;
import io.sockspan.track.Endpoint;
import io.sockspan.track.NameLookup;
import io.sockspan.track.ParentSpan;
import io.sockspan.track.Preparation;
import io.sockspan.track.SocketAttachment;
import io.sockspan.track.SocketUse;
import io.sockspan.track.TestNegotiations;
import io.sockspan.track.TlsNegotiation;
import io.sockspan.track.TrackedSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** A connection as telemetry sees it, led through its life by hand. Times are milliseconds. */
final class TrackedSocketFixture {
    private static long lastId;

    private final TrackedSocket connection = mock(TrackedSocket.class);
    private final TcpStateMachine tcp = mock(TcpStateMachine.class);
    private final List<Transition> transitions = new ArrayList<>();
    private TcpState state = TcpState.CLOSED;
    private SocketAttachment attachment;

    private TrackedSocketFixture(Role role) {
        long id = ++lastId;
        when(connection.id()).thenReturn(id);
        when(connection.role()).thenReturn(role);
        when(connection.tcp()).thenReturn(tcp);
        when(connection.releasedAt()).thenReturn(Long.MIN_VALUE);
        when(connection.acceptWait()).thenReturn(-1L);
        when(connection.isOpen()).thenReturn(true);
        when(connection.attachment()).thenAnswer(call -> attachment);
        doAnswer(call -> attachment = call.getArgument(0)).when(connection).attach(any());
        when(tcp.transitions()).thenAnswer(call -> new ArrayList<>(transitions));
        when(tcp.lastEntry(any()))
                .thenAnswer(call -> transitions.stream()
                        .filter(transition -> transition.to == call.getArgument(0))
                        .reduce(null, (before, after) -> after));
        when(tcp.state()).thenAnswer(call -> state);
        when(tcp.evidence()).thenReturn(Evidence.CALL);
    }

    static TrackedSocketFixture client() {
        return new TrackedSocketFixture(Role.CLIENT)
                .local(endpoint("10.0.0.5", 51344))
                .remote(endpoint("10.0.3.7", 5432));
    }

    static TrackedSocketFixture server() {
        return new TrackedSocketFixture(Role.SERVER)
                .local(endpoint("10.0.0.5", 8080))
                .remote(endpoint("10.0.9.9", 40112));
    }

    static TrackedSocketFixture listener() {
        return new TrackedSocketFixture(Role.LISTENER).local(endpoint("0.0.0.0", 8080));
    }

    static TrackedSocketFixture unconnected() {
        return new TrackedSocketFixture(Role.UNCONNECTED);
    }

    static long ms(long milliseconds) {
        return milliseconds * 1_000_000;
    }

    static Endpoint endpoint(String address, int port) {
        try {
            return new Endpoint(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    TrackedSocketFixture acceptWait(long nanos) {
        when(connection.acceptWait()).thenReturn(nanos);
        return this;
    }

    TrackedSocket get() {
        return connection;
    }

    TrackedSocketFixture local(Endpoint local) {
        when(connection.local()).thenReturn(local);
        return this;
    }

    TrackedSocketFixture remote(Endpoint remote) {
        when(connection.remote()).thenReturn(remote);
        return this;
    }

    TrackedSocketFixture named(String serverName) {
        when(connection.serverName()).thenReturn(serverName);
        return this;
    }

    TrackedSocketFixture openedAt(long milliseconds) {
        when(connection.openedAt()).thenReturn(ms(milliseconds));
        return this;
    }

    TrackedSocketFixture releasedAt(long milliseconds) {
        when(connection.releasedAt()).thenReturn(ms(milliseconds));
        when(connection.isOpen()).thenReturn(false);
        return this;
    }

    TrackedSocketFixture openedBy(String thread, StackTraceElement... frames) {
        CallStack stack = mock(CallStack.class);
        when(stack.frames()).thenReturn(List.of(frames));
        when(stack.userFrame()).thenReturn(frames[0]);
        when(connection.thread()).thenReturn(thread);
        when(connection.openedBy()).thenReturn(stack);
        return this;
    }

    /** After {@link #openedBy}: the library that opened it for the application. */
    TrackedSocketFixture byLibrary(String name) {
        CallStack stack = connection.openedBy();
        when(stack.library()).thenReturn(name);
        return this;
    }

    TrackedSocketFixture usedBy(SocketUse use) {
        when(connection.lastUse()).thenReturn(use);
        return this;
    }

    TrackedSocketFixture closedIn(CloseCall call) {
        when(connection.closeCall()).thenReturn(call);
        return this;
    }

    TrackedSocketFixture within(ParentSpan applicationSpan) {
        when(connection.parentSpan()).thenReturn(applicationSpan);
        return this;
    }

    TrackedSocketFixture error(String errorType) {
        when(connection.errorType()).thenReturn(errorType);
        return this;
    }

    /** Sets what came before its application's bytes. */
    TrackedSocketFixture prepared(NameLookup lookup, TlsNegotiation... negotiations) {
        Preparation preparation = TestNegotiations.preparation(lookup, negotiations);
        when(connection.preparation()).thenReturn(preparation);
        return this;
    }

    /** Sets its TLS handshakes. */
    TrackedSocketFixture secured(TlsNegotiation... negotiations) {
        return prepared(null, negotiations);
    }

    /** Sets when its connect failed. */
    TrackedSocketFixture failedAt(long milliseconds) {
        when(connection.failedAt()).thenReturn(ms(milliseconds));
        return this;
    }

    TrackedSocketFixture closedBy(ClosedBy closedBy) {
        when(tcp.closedBy()).thenReturn(closedBy);
        when(connection.closedBy()).thenReturn(closedBy);
        return this;
    }

    /** It was closed without a look, because too many closed. */
    TrackedSocketFixture closedUnasked() {
        when(connection.isCloseUnasked()).thenReturn(true);
        return this;
    }

    TrackedSocketFixture resetBy(ResetBy resetBy) {
        when(tcp.resetBy()).thenReturn(resetBy);
        return this;
    }

    TrackedSocketFixture synRetransmits(int number) {
        when(tcp.synRetransmits()).thenReturn(number);
        return this;
    }

    /** Sets up to when its present state is known to have lasted. */
    TrackedSocketFixture knownAt(long milliseconds) {
        when(tcp.lastKnownAt()).thenReturn(ms(milliseconds));
        return this;
    }

    /** Lets it stand in that state without that anything was seen before. */
    TrackedSocketFixture foundIn(TcpState found) {
        state = found;
        return this;
    }

    /** A change whose moment is known. */
    Transition to(TcpState next, long at) {
        return to(next, at, at, Evidence.CALL);
    }

    Transition to(TcpState next, long earliest, long latest, Evidence evidence) {
        return enter(next, ms(earliest), ms(latest), evidence);
    }

    /** As {@link #to(TcpState, long)}, but in nanoseconds. */
    Transition toAtNanos(TcpState next, long at) {
        return enter(next, at, at, Evidence.CALL);
    }

    private Transition enter(TcpState next, long earliest, long latest, Evidence evidence) {
        Transition transition = new Transition(state, next, earliest, latest, evidence);
        transitions.add(transition);
        state = next;
        return transition;
    }
}
