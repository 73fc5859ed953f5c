package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;
import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.TlsCall;
import io.sockspan.bootstrap.TlsHooks;
import net.bytebuddy.asm.Advice;

/**
 * Hooks in {@code sun.security.ssl.SSLSocketImpl} and {@code TransportContext}: the handshakes of {@code SSLSocket}. JDK 8 has these classes
 * in this form since 8u272. Types of the TLS layer are given as {@link Object}, because they cannot be named here.
 */
final class TlsInstrumentation implements SocketInstrumentation {
    static final String SOCKET = "sun.security.ssl.SSLSocketImpl";
    static final String CONTEXT = "sun.security.ssl.TransportContext";

    static final Purpose HANDSHAKE =
            new Purpose("TLS handshakes of SSLSocket", "they are neither measured nor part of traces");
    private static final Purpose OUTCOME =
            new Purpose("outcome of TLS handshakes", "only those that time out are measured", HANDSHAKE);
    private static final Purpose COMPLETION =
            new Purpose("completion of TLS handshakes", "those that complete are not measured", OUTCOME);
    private static final Purpose FAILURE =
            new Purpose("failure of TLS handshakes", "those that fail are not measured", OUTCOME);

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(SOCKET, named("startHandshake"), StartHandshake.class, HANDSHAKE);
        hooks.add(CONTEXT, method("finishHandshake"), FinishHandshake.class, OUTCOME, COMPLETION);
        hooks.add(
                CONTEXT,
                method("fatal", null, String.class, boolean.class, Throwable.class),
                Fatal.class,
                OUTCOME,
                FAILURE);
    }

    static final class StartHandshake {
        private StartHandshake() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static TlsCall enter(@Advice.FieldValue("conContext") Object context) {
            return TlsHooks.entered(context);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Enter TlsCall call, @Advice.Thrown Throwable failure) {
            TlsHooks.ended(call, failure);
        }
    }

    static final class FinishHandshake {
        private FinishHandshake() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.FieldValue("transport") Object transport,
                @Advice.FieldValue("handshakeContext") Object handshake,
                @Advice.FieldValue("conSession") Object session) {
            TlsHooks.finishing(transport, handshake, session);
        }
    }

    static final class Fatal {
        private Fatal() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.FieldValue("transport") Object transport,
                @Advice.FieldValue("handshakeContext") Object handshake,
                @Advice.Argument(0) Object alert,
                @Advice.Argument(1) String diagnostic,
                @Advice.Argument(2) boolean received,
                @Advice.Argument(3) Throwable cause) {
            TlsHooks.failing(transport, handshake, alert, diagnostic, received, cause);
        }
    }
}
