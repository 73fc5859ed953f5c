package io.sockspan.testing.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads whether a connection of Reactor Netty has an HTTP stream that the project's own code has not disposed of. A pooled connection knows its
 * last lease, which says whether it is over, and the subscribers of a response lead to the code that waits for it. For one thread.
 */
final class ReactorStreams {
    private static final int ACQUIRED = 1;
    /** The greatest number of objects to read behind a response. */
    private static final int MOST = 300;

    private final ObjectFields fields;
    private final OwnCode own;

    ReactorStreams(ObjectFields fields, OwnCode own) {
        this.fields = fields;
        this.own = own;
    }

    /** Null if it is in no pool, or if a library reads the response for itself, as it may do in the background for all tests. */
    Boolean isUsed(Object channel) {
        Object attributes = fields.get(channel, "attributes");
        if (!(attributes instanceof Object[])) {
            return null;
        }
        for (Object attribute : fields.children(attributes)) {
            Object value = attribute instanceof AtomicReference ? ((AtomicReference<?>) attribute).get() : null;
            Object lease = lease(value);
            if (lease == null && value != null) {
                lease = lease(fields.get(value, "connection"));
            }
            Object state = lease == null ? null : fields.get(lease, "state");
            if (state != null) {
                boolean used = state.equals(ACQUIRED);
                return used && isOfALibrary(value) ? null : Boolean.valueOf(used);
            }
        }
        return null;
    }

    private Object lease(Object connection) {
        return connection != null
                        && connection.getClass().getName().endsWith("PooledConnectionProvider$PooledConnection")
                ? fields.get(connection, "pooledRef")
                : null;
    }

    /** Whether code of libraries is subscribed to the response, and none of the project's. */
    private boolean isOfALibrary(Object operations) {
        Object inbound = fields.get(operations, "inbound");
        Object receiver = inbound == null ? null : fields.get(inbound, "receiver");
        if (receiver == null) {
            return false;
        }
        boolean library = false;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Object> queue = new ArrayList<>();
        queue.add(receiver);
        for (int i = 0; i < queue.size() && seen.size() < MOST; i++) {
            Object object = queue.get(i);
            Class<?> type = object.getClass();
            if (!PoolLeases.isWorthEntering(object) || isOfTheTransport(type) || !seen.add(object)) {
                continue;
            }
            if (own.isOwn(type)) {
                return false;
            }
            boolean operator = type.getName().contains("reactor.core.");
            library |= !operator && !ObjectFields.isJdk(type);
            if (operator || ObjectFields.isJdk(type) || isSubscriber(type)) {
                queue.addAll(fields.children(object));
            }
        }
        return library;
    }

    /** Reactor Netty and what it is built on: leads to everything, and is no user's. */
    private static boolean isOfTheTransport(Class<?> type) {
        String name = type.getName();
        return NettyConnections.isIn(name, "io.netty.")
                || NettyConnections.isIn(name, "reactor.netty.")
                || NettyConnections.isIn(name, "reactor.util.");
    }

    /** What may stand between a response and its user, such as one of a tracing library. */
    private static boolean isSubscriber(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Class<?> implemented : c.getInterfaces()) {
                if (implemented.getName().endsWith("reactivestreams.Subscriber")
                        || implemented.getName().endsWith("reactor.core.CoreSubscriber")) {
                    return true;
                }
            }
        }
        return false;
    }
}
