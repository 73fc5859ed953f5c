package io.sockspan.testing.internal;

import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.testing.AgentMissingException;
import io.sockspan.testing.RecordedSocket;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The agent in this JVM, attached if necessary. For all threads.
 *
 * <p>Calls it by reflection through the system class loader, where the JVM puts every agent: the tests' own loader may be another one that
 * has classes of the same names.
 */
public final class AgentLink {
    private static AgentLink link;
    private static String reasonForNone;

    private final Method command;

    /** @param command a static method that takes a question and returns the agent's answer */
    AgentLink(Method command) {
        this.command = command;
    }

    /** @throws AgentMissingException if the agent does not run here and cannot attach; the same one each time */
    public static synchronized AgentLink get() {
        if (link == null) {
            if (reasonForNone != null) {
                throw new AgentMissingException(reasonForNone);
            }
            try {
                link = connect();
            } catch (AgentMissingException e) {
                reasonForNone = e.getMessage();
                throw e;
            }
        }
        return link;
    }

    /** The agent if it was requested before, else null. Attaches nothing. */
    public static synchronized AgentLink existing() {
        return link;
    }

    private static AgentLink connect() {
        Class<?> agent = running();
        boolean attaches = agent == null;
        if (attaches) {
            SelfAttach.run();
            agent = running();
        }
        if (agent == null) {
            throw new AgentMissingException(SelfAttach.advice("it was loaded and did not start: " + startFailure()));
        }
        try {
            AgentLink connected = new AgentLink(agent.getMethod("command", String.class));
            if (attaches) {
                // Nobody started the agent for its output on stderr.
                connected.muteSuspects();
            }
            return connected;
        } catch (NoSuchMethodException e) {
            throw new AgentMissingException(
                    "the Sockspan agent that runs in this JVM is of another version than the one on"
                            + " the tests' class path; use one version for both");
        }
    }

    private static Class<?> sockspan() throws ClassNotFoundException {
        return ClassLoader.getSystemClassLoader().loadClass("io.sockspan.agent.Sockspan");
    }

    private static Object startFailure() {
        try {
            return sockspan().getMethod("startFailure").invoke(null);
        } catch (ReflectiveOperationException e) {
            return e;
        }
    }

    private static Class<?> running() {
        try {
            Class<?> agent = sockspan();
            return (Boolean) agent.getMethod("isRunning").invoke(null) ? agent : null;
        } catch (ReflectiveOperationException notThere) {
            return null;
        }
    }

    /** The id of the last socket that was opened. Costs next to nothing. */
    public long lastId() {
        return Long.parseLong(ask("last"));
    }

    /** The sockets that were opened after the one with that id. */
    public Sightings after(long id) {
        return Sightings.parse(ask("after\nid=" + id));
    }

    /** The same, including the kernel's table: on Java 8 to 11 only the table has the number of unread bytes. Takes longer. */
    public Sightings thoroughlyAfter(long id) {
        return Sightings.parse(ask("after\nid=" + id + "\ntable=true"));
    }

    /**
     * Describes these sockets to a person.
     *
     * @param byExtension whether the JUnit extension found them, whose annotation allows sockets
     */
    public String leftOpen(List<RecordedSocket> sockets, boolean byExtension) {
        StringBuilder ids = new StringBuilder();
        for (RecordedSocket socket : sockets) {
            ids.append(ids.length() == 0 ? "" : ",").append(socket.id());
        }
        return ask("left open\nids=" + ids + "\nextension=" + byExtension);
    }

    /** Keeps the agent's suspects off stderr from now on: the tests report them. */
    public void muteSuspects() {
        ask("mute");
    }

    /** The open connections that clients' pools have opened. Cheaper than {@link #after}. */
    public List<RecordedSocket> pooled() {
        return Sightings.parse(ask("pooled")).sockets();
    }

    /**
     * The connections that are idle in the keep-alive cache of {@code HttpURLConnection}.
     *
     * @return null if this JDK's cache cannot be read
     */
    public List<ConnectionEnds> idleUrlConnections() {
        try {
            return ConnectionEnds.parse(ask("idle"));
        } catch (IllegalStateException unreadable) {
            return null;
        }
    }

    /**
     * Whether each connection of {@code java.net.http} is lent, by its two ends. Connections of clients that are garbage are missing; if this
     * JDK's clients cannot be read, all are.
     */
    public Map<ConnectionEnds, Boolean> httpConnections() {
        Map<ConnectionEnds, Boolean> lent = new HashMap<>();
        try {
            String[] idleAndLent = ask("idle\nhttp=true").split(";", -1);
            ConnectionEnds.parse(idleAndLent[1]).forEach(connection -> lent.put(connection, true));
            ConnectionEnds.parse(idleAndLent[0]).forEach(connection -> lent.put(connection, false));
        } catch (IllegalStateException unreadable) {
            lent.clear();
        }
        return lent;
    }

    private String ask(String question) {
        // A test may leave its thread interrupted; the check must run all the same.
        boolean interrupted = Thread.interrupted();
        try {
            return (String) command.invoke(null, question);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "the Sockspan agent cannot say which sockets are open: "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
