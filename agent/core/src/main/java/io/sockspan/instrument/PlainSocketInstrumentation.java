package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;
import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.CloseHooks;
import io.sockspan.bootstrap.ConnectHooks;
import io.sockspan.bootstrap.OpenHooks;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.TransferHooks;
import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import net.bytebuddy.asm.Advice;

/** Hooks in {@code java.net.AbstractPlainSocketImpl}, its streams and its cleaner: blocking sockets until JDK 12. */
final class PlainSocketInstrumentation implements SocketInstrumentation {
    static final String SOCKET = "java.net.AbstractPlainSocketImpl";
    static final String INPUT = "java.net.SocketInputStream";
    static final String OUTPUT = "java.net.SocketOutputStream";
    static final String CLEANABLE = "java.net.SocketCleanable";

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(SOCKET, named("create"), Create.class, NetInstrumentation.SOCKET_CREATED);
        hooks.add(
                SOCKET,
                method("connect", SocketAddress.class, int.class),
                Resolve.class,
                NioSocketInstrumentation.CONNECT);
        hooks.add(
                SOCKET,
                method("doConnect", InetAddress.class, int.class, int.class),
                Connect.class,
                NioSocketInstrumentation.CONNECT);
        hooks.add(SOCKET, method("listen", int.class), Listen.class, NioSocketInstrumentation.LISTEN);
        hooks.add(SOCKET, named("accept"), Accept.class, NioSocketInstrumentation.ACCEPT);
        hooks.add(SOCKET, named("shutdownInput"), CloseAdvice.ShutdownInput.class, NioSocketInstrumentation.SHUTDOWN);
        hooks.add(SOCKET, named("shutdownOutput"), CloseAdvice.ShutdownOutput.class, NioSocketInstrumentation.SHUTDOWN);
        hooks.add(
                SOCKET,
                method("setOption", int.class, Object.class),
                SetOption.class,
                NetInstrumentation.SOCKET_LINGER);
        hooks.add(SOCKET, method("close"), CloseAdvice.Close.class, NioSocketInstrumentation.CLOSE);
        hooks.add(SOCKET, method("socketClose"), Release.class, DispatcherInstrumentation.SOCKET_RELEASE);
        hooks.add(INPUT, named("socketRead"), Read.class, DispatcherInstrumentation.SOCKET_READ);
        hooks.add(OUTPUT, named("socketWrite"), Write.class, DispatcherInstrumentation.SOCKET_WRITE);
        hooks.add(CLEANABLE, method("performCleanup"), Clean.class, DispatcherInstrumentation.SOCKET_RELEASE);
    }

    static final class Create {
        private Create() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) boolean stream,
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Thrown Throwable failure) {
            OpenHooks.created(descriptor, stream, failure);
        }
    }

    /** {@code connect(SocketAddress,int)}, which refuses an unresolved name before it sends anything. */
    static final class Resolve {
        private Resolve() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            ConnectHooks.resolving(descriptor, remote);
        }
    }

    /** {@code doConnect}, which every connect calls. */
    static final class Connect {
        private Connect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Argument(0) InetAddress address,
                @Advice.Argument(1) int port) {
            return ConnectHooks.connecting(descriptor, address, port);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.FieldValue("localport") int localPort,
                @Advice.Thrown Throwable failure) {
            ConnectHooks.ended(record, localPort, failure);
        }
    }

    static final class Listen {
        private Listen() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) int backlog) {
            OpenHooks.listening(descriptor, backlog, null);
        }
    }

    static final class Accept {
        private Accept() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Argument(0) SocketImpl accepted, @Advice.Thrown Throwable failure) {
            OpenHooks.accepted(accepted, failure);
        }
    }

    /** {@code SocketInputStream.socketRead}, which returns 0 at the end of the stream. */
    static final class Read {
        private Read() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(3) int length,
                @Advice.Return int count,
                @Advice.Thrown Throwable failure) {
            TransferHooks.streamRead(descriptor, length, count, failure);
        }
    }

    /** {@code SocketOutputStream.socketWrite}. */
    static final class Write {
        private Write() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.FieldValue("impl") Object socket, @Advice.Thrown Throwable failure) {
            TransferHooks.streamWritten(socket, failure);
        }
    }

    static final class SetOption {
        private SetOption() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Argument(0) int option,
                @Advice.Argument(1) Object value) {
            TransferHooks.optionSet(descriptor, option, value);
        }
    }

    /** {@code socketClose}, which releases the number. */
    static final class Release {
        private Release() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            CloseHooks.released(descriptor);
        }
    }

    /** {@code java.net.SocketCleanable.performCleanup} (JDK 11), which closes a collected socket that the application did not close. */
    static final class Clean {
        private Clean() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") int number) {
            CloseHooks.cleaned(number);
        }
    }
}
