package io.sockspan.bootstrap;

import java.lang.invoke.MethodHandle;

/** Reads the private fields of the JDK's TLS layer that tie an engine to a connection. As {@link TlsFields}, which serves sockets too. */
final class HelloFields {
    private static final MethodHandle CONTEXT =
            TlsFields.getter("sun.security.ssl.HandshakeContext", "conContext", Object.class);
    private static final MethodHandle MADE =
            TlsFields.getter("sun.security.ssl.HandshakeContext", "clientHelloRandom", Object.class);
    private static final MethodHandle TAKEN =
            TlsFields.getter("sun.security.ssl.ClientHello$ClientHelloMessage", "clientRandom", Object.class);
    private static final MethodHandle BYTES =
            TlsFields.getter("sun.security.ssl.RandomCookie", "randomBytes", byte[].class);

    private HelloFields() {}

    /** The {@code TransportContext} of a {@code HandshakeContext}. */
    static Object context(Object handshakeContext) {
        try {
            return (Object) CONTEXT.invokeExact(handshakeContext);
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** That of the ClientHello which a client's {@code HandshakeContext} has made; null if it has made none. */
    static HelloRandom made(Object handshakeContext) {
        try {
            return random((Object) MADE.invokeExact(handshakeContext));
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    /** That of a {@code ClientHelloMessage}. */
    static HelloRandom taken(Object message) {
        try {
            return random((Object) TAKEN.invokeExact(message));
        } catch (Throwable t) {
            throw Errors.unchecked(t);
        }
    }

    private static HelloRandom random(Object cookie) throws Throwable {
        return cookie == null ? null : new HelloRandom((byte[]) BYTES.invokeExact(cookie));
    }
}
