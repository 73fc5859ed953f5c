package io.sockspan.bootstrap;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/** A handshake that an {@code SSLEngine} has begun and not ended. Refers to the engine weakly, as the application may forget it. */
final class EngineHandshake extends WeakReference<Object> {
    /** {@link System#nanoTime()}. */
    final long startedAt;
    /** The engine's identity hash, which is a key as long as the engine lives. */
    final int key;
    /** Those of the recording in which it has begun. */
    final EngineHandshakes owner;

    /** The connection that carries it; null while it is not known. */
    volatile SocketRecord record;
    /** Of the ClientHello that the engine has made; null before, and if it takes one. */
    volatile HelloRandom made;

    EngineHandshake(Object engine, EngineHandshakes owner, ReferenceQueue<Object> collected, long startedAt) {
        super(engine, collected);
        this.owner = owner;
        this.key = System.identityHashCode(engine);
        this.startedAt = startedAt;
    }
}
