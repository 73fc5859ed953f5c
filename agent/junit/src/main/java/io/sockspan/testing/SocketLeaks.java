package io.sockspan.testing;

import io.sockspan.testing.internal.AgentLink;
import io.sockspan.testing.internal.LeakMessage;
import io.sockspan.testing.internal.LeakRules;
import io.sockspan.testing.internal.LeakSearch;
import io.sockspan.testing.internal.OwnCode;
import io.sockspan.testing.internal.Sightings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The sockets of this JVM, for assertions in any test framework. For all threads.
 *
 * <pre>{@code
 * SocketMark before = SocketLeaks.snapshot();
 * orders.place("tea");
 * SocketLeaks.assertNoneSince(before);
 * }</pre>
 *
 * <p>Every method attaches the agent to this JVM if it does not run there. If that is impossible, it throws {@link AgentMissingException},
 * which says what to do about it.
 */
public final class SocketLeaks {
    /** How long {@link #assertNoneSince(SocketMark)} waits for sockets that other threads are closing. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

    private SocketLeaks() {}

    /** This moment. Costs about a microsecond once the agent runs. */
    public static SocketMark snapshot() {
        return new SocketMark(AgentLink.get().lastId());
    }

    /**
     * The sockets that were opened since then, in order, including those that are closed. Covers everything that happened before this call.
     *
     * @throws IllegalStateException if so many have ended since then that the agent has forgotten some (option {@code history})
     */
    public static List<RecordedSocket> openedSince(SocketMark mark) {
        Sightings sightings = AgentLink.get().after(mark.lastId());
        sightings.requireAllAfter(mark.lastId());
        return sightings.sockets();
    }

    /** As {@link #assertNoneSince(SocketMark, Duration)} with {@link #DEFAULT_GRACE}. */
    public static void assertNoneSince(SocketMark mark) {
        assertNoneSince(mark, DEFAULT_GRACE);
    }

    /**
     * Requires that every socket that was opened since then is closed: connections, listeners, and descriptors that never connected. A
     * socket that the garbage collector had to close counts as left open. As with the JUnit extension, idle connections in the pools of
     * known libraries do not count, nor do the ends of connections that a library's server accepted; {@link #openedSince} returns them all.
     * Returns as soon as all are closed, and at once if none was opened; collects garbage if one is open, except one of {@code HttpURLConnection}.
     *
     * @param grace how long to check again while a socket is open
     * @throws SocketLeakError if a socket is open at the end of that time
     */
    public static void assertNoneSince(SocketMark mark, Duration grace) {
        AgentLink agent = AgentLink.get();
        List<RecordedSocket> left = new LeakSearch(agent, grace).leftSince(mark.lastId(), rules(agent)::counted);
        if (!left.isEmpty()) {
            throw new SocketLeakError(LeakMessage.of(agent, "left open since the snapshot", left, false), left);
        }
    }

    /** The nearest caller outside of this class counts as the test. */
    private static LeakRules rules(AgentLink agent) {
        String test = Arrays.stream(new Throwable().getStackTrace())
                .map(StackTraceElement::getClassName)
                .filter(name -> !name.equals(SocketLeaks.class.getName()))
                .findFirst()
                .orElse("");
        OwnCode own = new OwnCode(Thread.currentThread().getContextClassLoader(), test);
        Class<?> type = own.find(test);
        return new LeakRules(
                agent,
                own,
                type == null ? Collections.emptyList() : Collections.singletonList(type),
                Collections.emptyList(),
                false);
    }
}
