package io.sockspan.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sockets were left open. The message has the opening stack and the history of each. */
public final class SocketLeakError extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient List<RecordedSocket> sockets;

    public SocketLeakError(String message, List<RecordedSocket> sockets) {
        super(message);
        this.sockets = Collections.unmodifiableList(new ArrayList<>(sockets));
    }

    /** The sockets, in the order in which they were opened; empty if this error was serialized. */
    public List<RecordedSocket> sockets() {
        return sockets == null ? Collections.<RecordedSocket>emptyList() : sockets;
    }
}
