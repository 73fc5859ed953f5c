package io.sockspan.testing.internal;

import io.sockspan.testing.RecordedSocket;
import java.util.List;

/** The message of a failure. */
public final class LeakMessage {
    private LeakMessage() {}

    /**
     * {@code 2 sockets left open by OrdersTest.places()}, and a block for each place that opened some.
     *
     * @param byExtension whether the JUnit extension found them, whose annotation allows sockets
     */
    public static String of(AgentLink agent, String whose, List<RecordedSocket> left, boolean byExtension) {
        return count(left.size()) + " " + whose + "\n\n" + agent.leftOpen(left, byExtension);
    }

    public static String count(long sockets) {
        return sockets + (sockets == 1 ? " socket" : " sockets");
    }
}
