package io.sockspan.junit;

import io.sockspan.testing.AgentMissingException;
import io.sockspan.testing.internal.LeakMessage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Counts the sockets that a whole run left open, and prints the count on stderr at its end if there are any. For all threads. */
@SuppressWarnings(
        "deprecation") // Jupiter 5.8 to 5.12 close no other resources, and later ones warn of those that are no more
// than this.
final class Summary implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    private final AtomicLong scopes = new AtomicLong();
    private final AtomicBoolean toldMissing = new AtomicBoolean();
    private final Map<String, Integer> left = new TreeMap<>();

    void searched() {
        scopes.incrementAndGet();
    }

    synchronized void left(String scope, int sockets) {
        left.merge(scope, sockets, Integer::sum);
    }

    /** Prints a leak that fails nothing. */
    void report(String message) {
        print("sockspan: " + message);
    }

    /** The agent is missing, and nothing fails for that. */
    void cannotLook(AgentMissingException why) {
        if (toldMissing.compareAndSet(false, true)) {
            print("sockspan: sockets are not checked: " + why.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        if (left.isEmpty()) {
            return;
        }
        long sockets = left.values().stream().mapToLong(Integer::longValue).sum();
        StringBuilder text = new StringBuilder("sockspan: ")
                .append(LeakMessage.count(sockets))
                .append(" left open by ")
                .append(left.size())
                .append(" of ")
                .append(scopes)
                .append(" tests and classes:");
        left.forEach((scope, count) -> text.append(System.lineSeparator())
                .append("  ")
                .append(count)
                .append("  ")
                .append(scope));
        print(text.toString());
    }

    private static void print(String text) {
        // One call, so that no line of another thread comes in between.
        System.err.print(text + System.lineSeparator());
        System.err.flush();
    }
}
