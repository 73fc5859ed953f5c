package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Finds sockets by their endpoints, by sock_diag(7): some 2 µs each, however many others there are. Where an answer is not as expected, there
 * is no result, and nothing is concluded from it. For one thread.
 */
final class LookUps {
    /** The requests of one send. The answers to ten times as many would overrun the socket's buffer. */
    static final int AT_ONCE = 50;
    /** The most datagrams that list the listeners of one address family. Each has some 40 of them. */
    static final int MOST_DATAGRAMS = 500;

    private final DiagSocket socket;
    private final Sysctl sysctl;
    private final LongSupplier nanoTime;
    private final DiagAnswers answers = new DiagAnswers();
    private final Row row = new Row();
    private int sequence;

    /** @param nanoTime the clock for the times of the rows: {@link System#nanoTime()}, except in tests */
    LookUps(DiagSocket socket, Proc proc, LongSupplier nanoTime) {
        this.socket = socket;
        this.sysctl = new Sysctl(proc);
        this.nanoTime = nanoTime;
    }

    /**
     * Finds both ends of each connection, as far as they are in this network namespace.
     *
     * @param wanted only with {@link Tuple#isComplete}
     * @param listenersToo whether to find all listeners as well
     * @return null if the system does not allow it, or an answer is missing or makes no sense
     */
    ProcSnapshot read(Collection<Tuple> wanted, boolean listenersToo) {
        long began = nanoTime.getAsLong();
        RowSelection rows = new RowSelection(wanted);
        boolean complete = converse(() -> findBothEnds(wanted, rows) && (!listenersToo || findListeners(rows)));
        return complete ? new ProcSnapshot(rows, true, began, nanoTime.getAsLong()) : null;
    }

    /** Whether each of these sockets is found. Where the first one is not, the others are not looked up. */
    boolean findsAll(List<Tuple> ends) {
        List<Tuple> missing = new ArrayList<>();
        RowVisitor nobody = found -> {};
        return converse(() -> find(ends.subList(0, 1), nobody, missing)
                && missing.isEmpty()
                && find(ends.subList(1, ends.size()), nobody, missing)
                && missing.isEmpty());
    }

    private boolean converse(BooleanSupplier conversation) {
        if (!socket.open()) {
            return false;
        }
        try {
            row.finTimeoutMillis = sysctl.finTimeoutMillis();
            return conversation.getAsBoolean();
        } finally {
            socket.close();
        }
    }

    private boolean findBothEnds(Collection<Tuple> wanted, RowVisitor rows) {
        Set<Tuple> own = new HashSet<>(wanted);
        Set<Tuple> ends = new LinkedHashSet<>(own);
        own.forEach(tuple -> ends.add(tuple.opposite()));
        Set<Tuple> missing = new LinkedHashSet<>();
        if (!find(new ArrayList<>(ends), rows, missing)) {
            return false;
        }
        // The kernel searches without a lock, and for some nanoseconds finds neither the socket nor the TIME_WAIT entry
        // that takes its place. So what ends a life is asked twice. The peer is asked again after it, because it may
        // have been looked up before that end.
        missing.retainAll(own);
        Set<Tuple> again = new LinkedHashSet<>(missing);
        missing.forEach(tuple -> again.add(tuple.opposite()));
        return find(new ArrayList<>(again), rows, new ArrayList<>());
    }

    /** @return false if an answer is missing or makes no sense */
    private boolean find(List<Tuple> ends, RowVisitor rows, Collection<Tuple> missing) {
        for (int from = 0; from < ends.size(); from += AT_ONCE) {
            if (!findAtOnce(ends.subList(from, Math.min(from + AT_ONCE, ends.size())), rows, missing)) {
                return false;
            }
        }
        return true;
    }

    private boolean findAtOnce(List<Tuple> ends, RowVisitor rows, Collection<Tuple> missing) {
        int first = sequence + 1;
        ByteBuffer requests = socket.buffer();
        ((Buffer) requests).clear();
        for (Tuple end : ends) {
            DiagRequests.lookUp(end, ++sequence, requests);
        }
        if (!send(requests)) {
            return false;
        }
        boolean[] isAnswered = new boolean[ends.size()];
        int left = ends.size();
        while (left > 0) {
            if (!receive()) {
                return false;
            }
            while (answers.next()) {
                DiagAnswers.Kind kind = answers.kind();
                int which = kind == DiagAnswers.Kind.UNKNOWN ? -1 : answers.sequence() - first;
                if (which < 0 || which >= isAnswered.length || isAnswered[which]) {
                    return false;
                }
                isAnswered[which] = true;
                left--;
                if (!take(kind, ends.get(which), rows, missing)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The kernel searches while it takes the requests, so the rows are of that time. */
    private boolean send(ByteBuffer requests) {
        ((Buffer) requests).flip();
        row.readBegan = nanoTime.getAsLong();
        boolean isSent = socket.send(requests);
        row.readEnded = nanoTime.getAsLong();
        return isSent;
    }

    /** Begins with the next datagram; returns false if there is none, or nothing in it. */
    private boolean receive() {
        ByteBuffer datagram = socket.receive();
        if (datagram == null || datagram.limit() == 0) {
            return false;
        }
        answers.begin(datagram);
        return true;
    }

    private boolean take(DiagAnswers.Kind kind, Tuple end, RowVisitor rows, Collection<Tuple> missing) {
        if (kind == DiagAnswers.Kind.ERROR) {
            missing.add(end);
            return answers.errno() == DiagAnswers.ENOENT;
        }
        if (kind != DiagAnswers.Kind.ROW || !answers.row(row)) {
            return false;
        }
        if (end.isAt(row)) {
            rows.row(row);
            return true;
        }
        // Where there is no such connection, the kernel answers with the listener that a new one would find.
        missing.add(end);
        return row.state == TcpState.LISTEN;
    }

    private boolean findListeners(RowVisitor rows) {
        return findListeners(DiagRequests.AF_INET6, rows) && findListeners(DiagRequests.AF_INET, rows);
    }

    private boolean findListeners(int family, RowVisitor rows) {
        ByteBuffer request = socket.buffer();
        ((Buffer) request).clear();
        DiagRequests.listeners(family, ++sequence, request);
        if (!send(request)) {
            return false;
        }
        for (int i = 0; i < MOST_DATAGRAMS; i++) {
            if (!receive()) {
                return false;
            }
            // The kernel goes on with its list at each call.
            row.readEnded = nanoTime.getAsLong();
            while (answers.next()) {
                DiagAnswers.Kind kind = answers.kind();
                if (kind == DiagAnswers.Kind.END && answers.sequence() == sequence) {
                    return answers.errno() == 0;
                }
                boolean isListener = kind == DiagAnswers.Kind.ROW && answers.sequence() == sequence && answers.row(row);
                if (!isListener || row.state != TcpState.LISTEN) {
                    return false;
                }
                rows.row(row);
            }
        }
        return false;
    }
}
