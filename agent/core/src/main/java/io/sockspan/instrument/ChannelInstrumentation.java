package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.constructor;
import static io.sockspan.classfile.MethodPattern.method;

import io.sockspan.bootstrap.AuxiliaryHooks;
import io.sockspan.bootstrap.ConnectHooks;
import io.sockspan.bootstrap.OpenHooks;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Hooks in {@code sun.nio.ch.SocketChannelImpl} and {@code ServerSocketChannelImpl}. */
final class ChannelInstrumentation implements SocketInstrumentation {
    static final String CHANNEL = "sun.nio.ch.SocketChannelImpl";
    static final String SERVER_CHANNEL = "sun.nio.ch.ServerSocketChannelImpl";

    static final Purpose CONNECT = new Purpose("connects of SocketChannel", "its client connections are not followed");
    static final Purpose FINISH_CONNECT =
            new Purpose("finishConnect of SocketChannel", "non-blocking connects are reported too late");
    static final Purpose LISTEN = new Purpose("bind of ServerSocketChannel", "its listeners are not reported");
    static final Purpose ACCEPT =
            new Purpose("accepts of ServerSocketChannel", "its accepted connections are not followed");
    static final Purpose ACCEPT_FAILED =
            new Purpose("failed accepts of ServerSocketChannel", "want of descriptors is not reported");
    static final Purpose SHUTDOWN =
            new Purpose("half-close of SocketChannel", "only the next reading of the kernel's state shows it");
    static final Purpose CLOSE = new Purpose("close of SocketChannel", "who closed first is not known");
    static final Purpose SERVER_CLOSE =
            new Purpose("close of ServerSocketChannel", "its closed listeners are reported as open for too long");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(CHANNEL, method("connect", SocketAddress.class), Connect.class, CONNECT);
        hooks.add(CHANNEL, method("finishConnect"), FinishConnect.class, FINISH_CONNECT);
        hooks.add(CHANNEL, method("blockingConnect", SocketAddress.class, long.class), BlockingConnect.class, CONNECT);
        hooks.add(CHANNEL, constructor(null, FileDescriptor.class, InetSocketAddress.class), Accept.class, ACCEPT);
        hooks.add(
                CHANNEL,
                constructor(null, null, FileDescriptor.class, SocketAddress.class),
                AcceptOfFamily.class,
                ACCEPT);
        hooks.add(CHANNEL, constructor(null, ProtocolFamily.class), OpenOfFamily.class);
        hooks.add(CHANNEL, method("shutdownInput"), CloseAdvice.ShutdownInput.class, SHUTDOWN);
        hooks.add(CHANNEL, method("shutdownOutput"), CloseAdvice.ShutdownOutput.class, SHUTDOWN);
        hooks.add(CHANNEL, method("implCloseSelectableChannel"), CloseAdvice.CloseChannel.class, CLOSE);
        hooks.add(SERVER_CHANNEL, constructor(null, ProtocolFamily.class), OpenOfFamily.class);
        hooks.add(SERVER_CHANNEL, method("bind", SocketAddress.class, int.class), Bind.class, LISTEN);
        hooks.add(SERVER_CHANNEL, method("accept"), AcceptFailure.class, ACCEPT_FAILED);
        hooks.add(SERVER_CHANNEL, method("implCloseSelectableChannel"), CloseAdvice.CloseChannel.class, SERVER_CLOSE);
    }

    static final class Connect {
        private Connect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            return ConnectHooks.connecting(descriptor, remote);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.Return boolean connected,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress,
                @Advice.Thrown Throwable failure) {
            ConnectHooks.returned(record, connected, localAddress, failure);
        }
    }

    /** {@code blockingConnect}, which a channel's socket adaptor calls to connect (JDK 13 and later). */
    static final class BlockingConnect {
        private BlockingConnect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            return ConnectHooks.connecting(descriptor, remote);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress,
                @Advice.Thrown Throwable failure) {
            ConnectHooks.ended(record, localAddress, failure);
        }
    }

    static final class FinishConnect {
        private FinishConnect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            return ConnectHooks.unfinished(descriptor);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.Return boolean connected,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress,
                @Advice.Thrown Throwable failure) {
            ConnectHooks.finished(record, connected, localAddress, failure);
        }
    }

    /** After the constructor of a channel for an accepted descriptor, JDK 8 and 11. */
    static final class Accept {
        private Accept() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.Argument(1) FileDescriptor descriptor,
                @Advice.Argument(2) SocketAddress remote,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            OpenHooks.accepted(descriptor, remote, localAddress);
        }
    }

    /** After the same constructor since JDK 16, where a protocol family precedes the descriptor. */
    static final class AcceptOfFamily {
        private AcceptOfFamily() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.Argument(2) FileDescriptor descriptor,
                @Advice.Argument(3) SocketAddress remote,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            OpenHooks.accepted(descriptor, remote, localAddress);
        }
    }

    /**
     * After the constructor of an unconnected channel of some protocol family, since JDK 15. {@code Net} creates those of TCP. It serves no
     * purpose of the self-test, as older JDKs have no such constructor.
     */
    static final class OpenOfFamily {
        private OpenOfFamily() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.Argument(1) ProtocolFamily family, @Advice.FieldValue("fd") FileDescriptor descriptor) {
            AuxiliaryHooks.channelOpened(family, descriptor);
        }
    }

    /** {@code accept}, hooked only for failures for lack of descriptors. The hooks in the constructors record accepted channels. */
    static final class AcceptFailure {
        private AcceptFailure() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Thrown Throwable failure) {
            OpenHooks.failed(failure);
        }
    }

    /** {@code bind(SocketAddress,int)} of a server channel, which also listens. */
    static final class Bind {
        private Bind() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Argument(1) int backlog,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            OpenHooks.listening(descriptor, backlog, localAddress);
        }
    }
}
