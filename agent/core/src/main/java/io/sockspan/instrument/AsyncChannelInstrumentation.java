package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.constructor;
import static io.sockspan.classfile.MethodPattern.method;
import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.ConnectHooks;
import io.sockspan.bootstrap.OpenHooks;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** Hooks in {@code sun.nio.ch.AsynchronousSocketChannelImpl}, {@code AsynchronousServerSocketChannelImpl}, and their subclasses on Unix. */
final class AsyncChannelInstrumentation implements SocketInstrumentation {
    static final String CHANNEL = "sun.nio.ch.AsynchronousSocketChannelImpl";
    static final String UNIX_CHANNEL = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";
    static final String SERVER_CHANNEL = "sun.nio.ch.AsynchronousServerSocketChannelImpl";
    static final String UNIX_SERVER_CHANNEL = "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl";

    static final Purpose CONNECT =
            new Purpose("connects of AsynchronousSocketChannel", "its client connections are not followed");
    static final Purpose CONNECTED = new Purpose(
            "completed connects of AsynchronousSocketChannel", "they are reported as connecting for too long");
    static final Purpose LISTEN =
            new Purpose("bind of AsynchronousServerSocketChannel", "its listeners are not reported");
    static final Purpose ACCEPT =
            new Purpose("accepts of AsynchronousServerSocketChannel", "its accepted connections are not followed");
    static final Purpose SHUTDOWN = new Purpose(
            "half-close of AsynchronousSocketChannel", "only the next reading of the kernel's state shows it");
    static final Purpose CLOSE = new Purpose("close of AsynchronousSocketChannel", "who closed first is not known");
    static final Purpose SERVER_CLOSE = new Purpose(
            "close of AsynchronousServerSocketChannel", "its closed listeners are reported as open for too long");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(UNIX_CHANNEL, named("implConnect"), Connect.class, CONNECT);
        hooks.add(UNIX_CHANNEL, method("setConnected"), SetConnected.class, CONNECTED);
        hooks.add(UNIX_CHANNEL, constructor(null, FileDescriptor.class, InetSocketAddress.class), Accept.class, ACCEPT);
        hooks.add(UNIX_CHANNEL, method("implClose"), CloseAdvice.Close.class, CLOSE);
        hooks.add(UNIX_SERVER_CHANNEL, method("implClose"), CloseAdvice.Close.class, SERVER_CLOSE);
        hooks.add(
                SERVER_CHANNEL,
                method("bind", SocketAddress.class, int.class),
                ChannelInstrumentation.Bind.class,
                LISTEN);
        hooks.add(CHANNEL, method("shutdownInput"), CloseAdvice.ShutdownInput.class, SHUTDOWN);
        hooks.add(CHANNEL, method("shutdownOutput"), CloseAdvice.ShutdownOutput.class, SHUTDOWN);
    }

    /** {@code implConnect}. {@link SetConnected} records the success; a close before that means that the connect failed. */
    static final class Connect {
        private Connect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            return ConnectHooks.connecting(descriptor, remote);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Enter SocketRecord record) {
            ConnectHooks.pending(record);
        }
    }

    /** After {@code setConnected}, which every successful connect calls. */
    static final class SetConnected {
        private SetConnected() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            ConnectHooks.connected(descriptor, localAddress);
        }
    }

    /** After the constructor for an accepted descriptor. */
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
}
