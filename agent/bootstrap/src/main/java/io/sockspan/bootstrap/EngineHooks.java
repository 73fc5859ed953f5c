package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import javax.net.ssl.SSLEngine;

/**
 * Hooks that woven JDK code calls on the application's threads while an {@code SSLEngine} makes a handshake, and when a channel transfers
 * bytes, which may be those of an engine. The rules of {@link OpenHooks} apply.
 */
public final class EngineHooks {
    /** The length of the first buffer, behind its address, in an array of {@code struct iovec}. */
    private static final int VECTOR_LENGTH = Long.BYTES;

    private EngineHooks() {}

    /**
     * The TLS layer has made its own object of a socket or an engine.
     *
     * @param transport the socket or engine
     */
    public static void created(Object transport) {
        Recording recording = Recording.current();
        if (transport instanceof SSLEngine && recording != Recording.OFF) {
            recording.engines().meet();
        }
    }

    /**
     * A client is about to make the first message of a handshake.
     *
     * @param handshake the TLS layer's own object of the handshake
     * @return to be passed to {@link #begun}; null if no engine makes it, or if it only changes the keys
     */
    public static Object begins(Object handshake) {
        Recording recording = Recording.current();
        Object engine = recording.engines().areMet() ? engine(handshake) : null;
        return engine == null ? null : recording.engines().begin(engine, System.nanoTime());
    }

    /** The client has made it. */
    public static void begun(Object begins, Object handshake) {
        HelloRandom random = begins == null ? null : HelloFields.made(handshake);
        if (random != null) {
            EngineHandshake begun = (EngineHandshake) begins;
            // Not the current one's, which may have begun since.
            begun.owner.made(begun, random);
        }
    }

    /** A server takes the first message of a handshake, which may be an engine's. */
    public static void taken(Object handshake, Object message) {
        Recording recording = Recording.current();
        Object engine = recording.engines().areMet() ? engine(handshake) : null;
        if (engine != null) {
            recording.engines().taken(engine, HelloFields.taken(message));
        }
    }

    /** The engine of a first handshake; null if a socket makes it, or if it only changes the keys. */
    private static Object engine(Object handshake) {
        Object context = HelloFields.context(handshake);
        Object transport = TlsFields.transport(context);
        return transport instanceof SSLEngine && !TlsFields.isNegotiated(context) ? transport : null;
    }

    /** A channel is about to write from an address. */
    public static void writing(FileDescriptor descriptor, long address, int length) {
        EngineHandshakes engines = Recording.current().engines();
        if (engines.areMet()) {
            engines.sending(descriptor, address, length);
        }
    }

    /** A channel is about to write from an array of {@code struct iovec}. */
    public static void writingVector(FileDescriptor descriptor, long vector) {
        EngineHandshakes engines = Recording.current().engines();
        if (engines.areMet()) {
            engines.sending(descriptor, NativeMemory.longAt(vector), NativeMemory.longAt(vector + VECTOR_LENGTH));
        }
    }

    /** A channel has read to an address. */
    static void received(FileDescriptor descriptor, long address, long count) {
        EngineHandshakes engines = Recording.current().engines();
        if (engines.areMet()) {
            engines.received(descriptor, address, count);
        }
    }

    /** A channel has read to an array of {@code struct iovec}. */
    static void receivedVector(FileDescriptor descriptor, long vector, long count) {
        EngineHandshakes engines = Recording.current().engines();
        if (engines.areMet()) {
            long first = NativeMemory.longAt(vector + VECTOR_LENGTH);
            engines.received(descriptor, NativeMemory.longAt(vector), Math.min(count, first));
        }
    }
}
