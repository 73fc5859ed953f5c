package io.sockspan.instrument;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The JDK classes with hooks, and the instrumentation of each. */
final class Instrumentations {
    /** Binary names. They are compile-time constants, so that this loads no instrumentation. */
    static final Set<String> TARGETS = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(
            PlainSocketInstrumentation.SOCKET,
            PlainSocketInstrumentation.INPUT,
            PlainSocketInstrumentation.OUTPUT,
            PlainSocketInstrumentation.CLEANABLE,
            NioSocketInstrumentation.SOCKET,
            ChannelInstrumentation.CHANNEL,
            ChannelInstrumentation.SERVER_CHANNEL,
            AsyncChannelInstrumentation.CHANNEL,
            AsyncChannelInstrumentation.UNIX_CHANNEL,
            AsyncChannelInstrumentation.SERVER_CHANNEL,
            AsyncChannelInstrumentation.UNIX_SERVER_CHANNEL,
            NetInstrumentation.NET,
            DispatcherInstrumentation.SOCKET_DISPATCHER,
            DispatcherInstrumentation.UNIX_DISPATCHER,
            AuxiliaryInstrumentation.SELECTOR,
            AuxiliaryInstrumentation.SOURCE,
            AuxiliaryInstrumentation.SINK,
            FileChannelInstrumentation.FILE,
            DnsInstrumentation.ADDRESS,
            TlsInstrumentation.SOCKET,
            TlsInstrumentation.CONTEXT,
            TlsInstrumentation.HELLO_MAKER,
            TlsInstrumentation.HELLO_TAKER)));

    /** Those of the targets that an application without sockets loads as well. */
    static final Set<String> COMMON = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(
            AuxiliaryInstrumentation.SELECTOR,
            AuxiliaryInstrumentation.SOURCE,
            AuxiliaryInstrumentation.SINK,
            FileChannelInstrumentation.FILE,
            DnsInstrumentation.ADDRESS,
            TlsInstrumentation.SOCKET,
            TlsInstrumentation.CONTEXT,
            TlsInstrumentation.HELLO_MAKER,
            TlsInstrumentation.HELLO_TAKER)));

    /** Those of the targets that only an application with TLS loads. They are large: no woven file is kept for them. */
    static final Set<String> TLS = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(
            TlsInstrumentation.SOCKET,
            TlsInstrumentation.CONTEXT,
            TlsInstrumentation.HELLO_MAKER,
            TlsInstrumentation.HELLO_TAKER)));

    /** Those of the targets that look names up. */
    static final Set<String> DNS = Collections.singleton(DnsInstrumentation.ADDRESS);

    private Instrumentations() {}

    /** The hooks of one of the {@link #TARGETS}. */
    static List<Hook> hooks(String target) {
        return Hooks.of(target, family(target));
    }

    private static SocketInstrumentation family(String target) {
        switch (target) {
            case PlainSocketInstrumentation.SOCKET:
            case PlainSocketInstrumentation.INPUT:
            case PlainSocketInstrumentation.OUTPUT:
            case PlainSocketInstrumentation.CLEANABLE:
                return new PlainSocketInstrumentation();
            case NioSocketInstrumentation.SOCKET:
                return new NioSocketInstrumentation();
            case ChannelInstrumentation.CHANNEL:
            case ChannelInstrumentation.SERVER_CHANNEL:
                return new ChannelInstrumentation();
            case NetInstrumentation.NET:
                return new NetInstrumentation();
            case DispatcherInstrumentation.SOCKET_DISPATCHER:
            case DispatcherInstrumentation.UNIX_DISPATCHER:
                return new DispatcherInstrumentation();
            case AuxiliaryInstrumentation.SELECTOR:
            case AuxiliaryInstrumentation.SOURCE:
            case AuxiliaryInstrumentation.SINK:
                return new AuxiliaryInstrumentation();
            case DnsInstrumentation.ADDRESS:
                return new DnsInstrumentation();
            case TlsInstrumentation.SOCKET:
            case TlsInstrumentation.CONTEXT:
            case TlsInstrumentation.HELLO_MAKER:
            case TlsInstrumentation.HELLO_TAKER:
                return new TlsInstrumentation();
            case FileChannelInstrumentation.FILE:
                return new FileChannelInstrumentation();
            default:
                return new AsyncChannelInstrumentation();
        }
    }
}
