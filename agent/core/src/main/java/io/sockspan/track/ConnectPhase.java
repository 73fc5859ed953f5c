package io.sockspan.track;

import io.sockspan.tcp.ConnectFailure;

/**
 * The connect of a socket, from its entry to its outcome: whether the application is still inside the call, and why it failed. An
 * established connection has none. Times are {@link System#nanoTime()}. For the agent's thread.
 */
final class ConnectPhase {
    static final long NEVER = Long.MIN_VALUE;

    private final TrackedSocket socket;
    private final long enteredAt;
    private boolean insideCall;
    private ConnectFailure failure;
    private long failedAt = NEVER;

    private ConnectPhase(TrackedSocket socket, long enteredAt, boolean insideCall) {
        this.socket = socket;
        this.enteredAt = enteredAt;
        this.insideCall = insideCall;
    }

    /** A hook recorded the entry of the call; another hook will report its outcome. */
    static ConnectPhase entered(TrackedSocket socket, long at) {
        return new ConnectPhase(socket, at, true);
    }

    /** No hook recorded the entry of the call. */
    static ConnectPhase unseen(TrackedSocket socket) {
        return new ConnectPhase(socket, socket.openedAt(), false);
    }

    /** Whether the application is inside a call that will report the outcome. */
    boolean isInsideCall() {
        return insideCall;
    }

    /** When the connect failed; {@link #NEVER} if it has not. */
    long failedAt() {
        return failedAt;
    }

    /** Value of {@code error.type}; null if the connect has not failed. */
    String errorType() {
        return failure == null ? null : failure.errorType();
    }

    /** The call returned before the handshake was complete. */
    void pending(long at) {
        insideCall = false;
        socket.publish(socket.tcp().connectPending(at));
    }

    void succeeded(long at) {
        long notBefore = outcomeNotBefore(at);
        socket.publish(
                socket.isConnectedToItself()
                        ? socket.tcp().connectedToItself(notBefore, at)
                        : socket.tcp().connected(notBefore, at));
    }

    void failed(long at, ConnectFailure why) {
        failed(outcomeNotBefore(at), at, why);
    }

    /** The descriptor is closed, and the event with the connect's failure was dropped. */
    void outcomeMissed(long now) {
        failed(enteredAt, now, ConnectFailure.OTHER);
    }

    private void failed(long notBefore, long at, ConnectFailure why) {
        insideCall = false;
        if (socket.errorType() == null) {
            failure = why;
            failedAt = at;
            socket.publish(socket.tcp().connectFailed(notBefore, at, why));
            socket.publishConnectFailed();
        }
        if (!socket.isOpen()) {
            socket.leave();
        }
    }

    /**
     * The earliest possible time of an outcome that was reported at {@code reportedAt}. A blocking call returns with the outcome; the
     * application asks for the outcome of a pending connect at any later time.
     */
    private long outcomeNotBefore(long reportedAt) {
        return insideCall ? reportedAt : enteredAt;
    }
}
