package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.constructor;
import static io.sockspan.classfile.MethodPattern.method;
import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.EngineHooks;
import io.sockspan.bootstrap.TlsCall;
import io.sockspan.bootstrap.TlsHooks;
import net.bytebuddy.asm.Advice;

/**
 * Hooks in {@code sun.security.ssl}: the handshakes of {@code SSLSocket} and {@code SSLEngine}. JDK 8 has these classes in this form since
 * 8u272. Types of the TLS layer are given as {@link Object}, because they cannot be named here.
 */
final class TlsInstrumentation implements SocketInstrumentation {
    static final String SOCKET = "sun.security.ssl.SSLSocketImpl";
    static final String CONTEXT = "sun.security.ssl.TransportContext";

    static final String HELLO_MAKER = "sun.security.ssl.ClientHello$ClientHelloKickstartProducer";
    static final String HELLO_TAKER = "sun.security.ssl.ClientHello$ClientHelloConsumer";

    private static final String LOSS = "they are neither measured nor part of traces";
    private static final String LOSS_OF_ENGINES = "its TLS handshakes are neither measured nor part of traces";
    private static final Purpose HANDSHAKE = new Purpose("TLS handshakes", LOSS);
    private static final Purpose SOCKETS = new Purpose("TLS handshakes of SSLSocket", LOSS, HANDSHAKE);
    private static final Purpose ENGINES = new Purpose("TLS handshakes of SSLEngine", LOSS, HANDSHAKE);
    private static final Purpose ENGINE_CREATION = new Purpose("creation of SSLEngine", LOSS_OF_ENGINES, ENGINES);
    private static final Purpose ENGINE_CLIENTS =
            new Purpose("TLS handshakes of clients with SSLEngine", LOSS, ENGINES);
    private static final Purpose ENGINE_SERVERS =
            new Purpose("TLS handshakes of servers with SSLEngine", LOSS, ENGINES);
    private static final Purpose OUTCOME = new Purpose(
            "outcome of TLS handshakes",
            "only those that time out are measured; those of SSLEngine may seem to fail when their connections close",
            HANDSHAKE);
    private static final Purpose COMPLETION = new Purpose(
            "completion of TLS handshakes",
            "those that complete are not measured; those of SSLEngine may seem to fail when their connections close",
            OUTCOME);
    private static final Purpose FAILURE =
            new Purpose("failure of TLS handshakes", "those that fail are not measured", OUTCOME);

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(SOCKET, named("startHandshake"), StartHandshake.class, HANDSHAKE, SOCKETS);
        // All other constructors call this one. As long as this class is not woven, no engine is followed: none would
        // show an outcome.
        hooks.add(CONTEXT, constructor(null, null, null, null, null, null), ContextCreated.class, ENGINE_CREATION);
        hooks.add(HELLO_MAKER, method("produce", (Class<?>) null), MakeHello.class, HANDSHAKE, ENGINES, ENGINE_CLIENTS);
        hooks.add(
                HELLO_TAKER, method("onClientHello", null, null), TakeHello.class, HANDSHAKE, ENGINES, ENGINE_SERVERS);
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

    static final class ContextCreated {
        private ContextCreated() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Argument(1) Object transport) {
            EngineHooks.created(transport);
        }
    }

    static final class MakeHello {
        private MakeHello() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static Object enter(@Advice.Argument(0) Object handshake) {
            return EngineHooks.begins(handshake);
        }

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Enter Object begins, @Advice.Argument(0) Object handshake) {
            EngineHooks.begun(begins, handshake);
        }
    }

    static final class TakeHello {
        private TakeHello() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object handshake, @Advice.Argument(1) Object message) {
            EngineHooks.taken(handshake, message);
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
