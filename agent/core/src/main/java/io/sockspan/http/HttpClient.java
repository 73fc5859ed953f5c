package io.sockspan.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/**
 * Posts to one URI on the calling thread, one request after the other. Keeps the connection for the next request if that follows soon.
 *
 * <p>Reads observe their deadlines by themselves. A blocked write, and a connection that is no longer used, end when some thread calls
 * {@link #expire}.
 */
public final class HttpClient implements Closeable {
    /** Shorter than the time after which servers close: a connection that its server closed would stay in CLOSE_WAIT here. */
    static final long LONGEST_IDLE = TimeUnit.SECONDS.toNanos(4);

    private final Route route;
    private final Security security;
    private final long connectNanos;
    private final long longestAnswer;
    private final ReentrantLock exchanging = new ReentrantLock();
    private volatile HttpConnection connection;
    private volatile Deadline deadline;
    private volatile boolean closed;
    private long idleSince;

    /**
     * @param proxies asked before each connect; null for the JDK's proxy properties ({@code http.proxyHost} and so on)
     * @param context for {@code https}; null for one that trusts what the JDK trusts
     * @param protocols of TLS; null for the JDK's default
     * @param connectNanos how long a TCP connect may take
     * @param longestAnswer the limit of an answer's content, in bytes; a longer answer is a failure
     */
    public HttpClient(
            URI uri,
            ProxySelector proxies,
            SSLContext context,
            List<String> protocols,
            long connectNanos,
            long longestAnswer) {
        this.route = new Route(uri, proxies);
        this.security = new Security(context, protocols);
        this.connectNanos = connectNanos;
        this.longestAnswer = longestAnswer;
    }

    /**
     * Posts, and waits for the answer.
     *
     * @throws SocketTimeoutException if the answer did not arrive in time
     * @throws IOException with a message for people, if it failed for another reason or this client is closed
     */
    public HttpAnswer post(HttpHeaders headers, byte[] body, Deadline limit) throws IOException {
        exchanging.lock();
        try {
            deadline = limit;
            return exchange(headers.text(route.authority, body.length), body, limit);
        } finally {
            deadline = null;
            idleSince = System.nanoTime();
            exchanging.unlock();
        }
    }

    private HttpAnswer exchange(String head, byte[] body, Deadline limit) throws IOException {
        HttpConnection kept = connection;
        if (kept != null && (System.nanoTime() - idleSince > LONGEST_IDLE || kept.isStale())) {
            drop();
        }
        boolean again = connection != null;
        for (; ; again = false) {
            AnswerReader answer = null;
            try {
                answer = connected(limit).send(head, body, longestAnswer, limit);
                HttpAnswer whole = answer.read();
                if (!answer.isReusable()) {
                    drop();
                }
                return whole;
            } catch (IOException e) {
                boolean overdue = limit.remaining() <= 0;
                drop();
                // The server may have closed the kept connection at the very moment of its use.
                if (!again || closed || overdue || answer != null && answer.hasBegun()) {
                    throw overdue && !(e instanceof SocketTimeoutException) ? limit.missed() : e;
                }
            } catch (RuntimeException e) {
                drop();
                throw e;
            }
        }
    }

    private HttpConnection connected(Deadline limit) throws IOException {
        HttpConnection usable = connection;
        if (usable == null) {
            usable = new HttpConnection(route);
            connection = usable;
            if (closed) {
                throw new IOException("no more is sent");
            }
            usable.open(security, Deadline.in(connectNanos), limit);
        }
        return usable;
    }

    private void drop() {
        HttpConnection dropped = connection;
        connection = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    /**
     * Ends requests that missed their deadline, and closes a connection that was idle for some seconds. For any thread, to be called
     * regularly; does not wait.
     */
    public void expire() {
        HttpConnection current = connection;
        if (current == null) {
            return;
        }
        long now = System.nanoTime();
        if (exchanging.tryLock()) {
            try {
                if (now - idleSince > LONGEST_IDLE) {
                    drop();
                }
            } finally {
                exchanging.unlock();
            }
            return;
        }
        Deadline limit = deadline;
        if (limit != null && limit.isOver(now)) {
            current.close();
        }
    }

    /** Whether {@link #expire} may find something to do soon. For any thread. */
    public boolean isConnected() {
        return connection != null;
    }

    /** Ends the request in progress with an {@link IOException} on its thread, and refuses new ones. For any thread; does not wait. */
    @Override
    public void close() {
        closed = true;
        HttpConnection current = connection;
        if (current != null) {
            current.close();
        }
    }
}
