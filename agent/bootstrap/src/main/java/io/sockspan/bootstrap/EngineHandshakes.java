package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The handshakes that engines have begun, and the connections that carry them. An engine knows no connection: the application carries its
 * bytes. But the ClientHello has a random that both show. A client's engine makes it before the connection sends it; a server's connection
 * receives it before the engine takes it. A random that does not name one connection for certain ties none. Bounded; what does not fit is not
 * followed. For all threads.
 */
final class EngineHandshakes {
    static final int MOST = 4096;

    /** How often room is made at the most, as that visits all. In nanoseconds. */
    private static final long ROOM_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final Recording recording;
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    /** By the engine's identity hash. */
    private final Map<Integer, EngineHandshake> ongoing = new ConcurrentHashMap<>();
    /** Those of clients whose ClientHello no connection has sent yet. */
    private final Map<HelloRandom, EngineHandshake> unsent = new ConcurrentHashMap<>();
    /** What no engine has taken yet. Another implementation of TLS may have, so that the oldest has to make room. */
    private final Map<HelloRandom, Received> untaken = new LinkedHashMap<HelloRandom, Received>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HelloRandom, Received> eldest) {
            return size() > MOST;
        }
    };

    private final AtomicLong unfollowed = new AtomicLong();

    private volatile boolean met;
    /** {@link System#nanoTime()}. */
    private volatile long roomMadeAt = System.nanoTime() - ROOM_INTERVAL;

    /**
     * A ClientHello that a connection has received. Refers to the connection weakly: the table of descriptors holds it while it is open. To
     * none, if several have received it or if that connection is not followed.
     */
    private static final class Received extends WeakReference<SocketRecord> {
        final long at = System.nanoTime();

        Received(SocketRecord record) {
            super(record);
        }
    }

    EngineHandshakes(Recording recording) {
        this.recording = recording;
    }

    /** The application has made an engine. Until then no transfer is examined. */
    void meet() {
        met = met || NativeMemory.isReadable();
    }

    boolean areMet() {
        return met;
    }

    /** An engine begins. Returns null if it cannot be followed. */
    EngineHandshake begin(Object engine, long startedAt) {
        expunge();
        if (ongoing.size() >= MOST) {
            makeRoom();
            if (ongoing.size() >= MOST) {
                unfollowed.incrementAndGet();
                return null;
            }
        }
        EngineHandshake handshake = new EngineHandshake(engine, this, collected, startedAt);
        return ongoing.putIfAbsent(handshake.key, handshake) == null ? handshake : null;
    }

    /** The number of handshakes that did not fit. */
    long unfollowed() {
        return unfollowed.get();
    }

    /** A client's engine has made its ClientHello. */
    void made(EngineHandshake handshake, HelloRandom random) {
        handshake.made = random;
        unsent.put(random, handshake);
    }

    /** A connection is about to send bytes. */
    void sending(FileDescriptor descriptor, long address, long count) {
        if (!unsent.isEmpty()) {
            // A client sends its ClientHello alone. What is longer may be the content of a mapped file, which can
            // shrink.
            HelloRandom random = count > HelloRandom.LONGEST_RECORD ? null : HelloRandom.at(address, count);
            // Whoever forwards the bytes sends them again, but later.
            EngineHandshake handshake = random == null ? null : unsent.remove(random);
            if (handshake != null) {
                tie(handshake, recording.find(descriptor));
            }
        }
    }

    /** A connection has received bytes. */
    void received(FileDescriptor descriptor, long address, long count) {
        HelloRandom random = HelloRandom.at(address, count);
        if (random == null) {
            return;
        }
        EngineHandshake unseen = unsent.remove(random);
        if (unseen != null) {
            // No channel of the JDK's has sent it. A connection that forwards it is not the engine's.
            forget(unseen);
        }
        SocketRecord record = recording.find(descriptor);
        synchronized (untaken) {
            Received before = untaken.get(random);
            untaken.put(random, new Received(before == null || before.get() == record ? record : null));
        }
    }

    /** A server's engine takes a ClientHello; the second one, if it has asked for another. */
    void taken(Object engine, HelloRandom random) {
        Received received;
        SocketRecord record;
        synchronized (untaken) {
            received = untaken.get(random);
            record = received == null ? null : received.get();
            // Else another engine may take the same.
            if (record != null) {
                untaken.remove(random);
            }
        }
        EngineHandshake handshake = record == null ? null : begin(engine, received.at);
        if (handshake != null) {
            tie(handshake, record);
        }
    }

    /** The engine's handshake has ended. Returns it; null if it is not followed, or has ended before. */
    EngineHandshake end(Object engine) {
        EngineHandshake handshake = ongoing.get(System.identityHashCode(engine));
        return handshake != null && handshake.get() == engine && forget(handshake) ? handshake : null;
    }

    /** The connection's history shows from now on that a handshake has begun, whatever becomes of the engine. */
    private void tie(EngineHandshake handshake, SocketRecord record) {
        handshake.record = record;
        if (record != null) {
            recording.offer(record, EventKind.TLS_HANDSHAKE, handshake.startedAt, 0, null);
        }
    }

    private boolean forget(EngineHandshake handshake) {
        if (handshake.made != null) {
            unsent.remove(handshake.made, handshake);
        }
        return ongoing.remove(handshake.key, handshake);
    }

    /** Forgets those that nobody will end, because their connection is closed. Their engines may be reachable for long. */
    private void makeRoom() {
        long now = System.nanoTime();
        if (now - roomMadeAt < ROOM_INTERVAL) {
            return;
        }
        roomMadeAt = now;
        for (EngineHandshake handshake : ongoing.values()) {
            SocketRecord record = handshake.record;
            if (record != null && record.is(SocketRecord.RELEASED)) {
                forget(handshake);
            }
        }
    }

    private void expunge() {
        for (Reference<?> forgotten; (forgotten = collected.poll()) != null; ) {
            forget((EngineHandshake) forgotten);
        }
    }
}
