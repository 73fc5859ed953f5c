package io.sockspan.track;

import io.sockspan.tcp.TcpStatistics;
import io.sockspan.tcp.Transition;
import java.util.ArrayList;
import java.util.List;

/** Keeps what observers are told. */
final class RecordingObserver implements SocketObserver {
    boolean wantsEnds;
    final List<Transition> transitions = new ArrayList<>();
    final List<TlsNegotiation> negotiations = new ArrayList<>();
    final List<TrackedSocket> failed = new ArrayList<>();
    final List<TrackedSocket> ended = new ArrayList<>();
    Runnable whenPublished = () -> {};
    Runnable whenRead = () -> {};
    Runnable whenNegotiated = () -> {};

    @Override
    public void read(TrackedSocket connection, TcpStatistics before, TcpStatistics now) {
        whenRead.run();
    }

    @Override
    public void transitioned(TrackedSocket connection, Transition transition) {
        transitions.add(transition);
        whenPublished.run();
    }

    @Override
    public void negotiated(TrackedSocket connection, TlsNegotiation negotiation) {
        negotiations.add(negotiation);
        whenNegotiated.run();
    }

    @Override
    public void connectFailed(TrackedSocket connection) {
        failed.add(connection);
    }

    @Override
    public void ended(TrackedSocket connection) {
        ended.add(connection);
    }

    @Override
    public boolean wantsEnd(TrackedSocket connection) {
        return wantsEnds;
    }
}
