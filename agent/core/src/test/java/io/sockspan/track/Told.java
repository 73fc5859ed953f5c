package io.sockspan.track;

import io.sockspan.tcp.Transition;
import java.util.ArrayList;
import java.util.List;

/** Keeps what observers are told. */
final class Told implements ConnectionObserver {
    boolean wantsEnds;
    final List<Transition> transitions = new ArrayList<>();
    final List<Connection> failed = new ArrayList<>();
    final List<Connection> ended = new ArrayList<>();
    Runnable whenTold = () -> {};

    @Override
    public void transitioned(Connection connection, Transition transition) {
        transitions.add(transition);
        whenTold.run();
    }

    @Override
    public void connectFailed(Connection connection) {
        failed.add(connection);
    }

    @Override
    public void ended(Connection connection) {
        ended.add(connection);
    }

    @Override
    public boolean wantsEnd(Connection connection) {
        return wantsEnds;
    }
}
