package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;
import static io.sockspan.classfile.MethodPattern.named;

import io.sockspan.bootstrap.ConnectHooks;
import io.sockspan.bootstrap.OpenHooks;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import java.net.SocketImpl;
import net.bytebuddy.asm.Advice;

/** Hooks in {@code sun.nio.ch.NioSocketImpl}: blocking sockets since JDK 13. */
final class NioSocketInstrumentation implements SocketInstrumentation {
    static final String SOCKET = "sun.nio.ch.NioSocketImpl";

    static final Purpose CONNECT =
            new Purpose("connects of java.net.Socket", "its client connections are not followed");
    static final Purpose LISTEN = new Purpose("listen of java.net.ServerSocket", "its listeners are not reported");
    static final Purpose ACCEPT =
            new Purpose("accepts of java.net.ServerSocket", "its accepted connections are not followed");
    static final Purpose SHUTDOWN =
            new Purpose("half-close of java.net.Socket", "only the next reading of the kernel's state shows it");
    static final Purpose CLOSE = new Purpose("close of java.net.Socket", "who closed first is not known");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(SOCKET, method("connect", SocketAddress.class, int.class), Connect.class, CONNECT);
        hooks.add(SOCKET, method("listen", int.class), Listen.class, LISTEN);
        hooks.add(SOCKET, named("accept"), Accept.class, ACCEPT);
        hooks.add(SOCKET, named("shutdownInput"), CloseAdvice.ShutdownInput.class, SHUTDOWN);
        hooks.add(SOCKET, named("shutdownOutput"), CloseAdvice.ShutdownOutput.class, SHUTDOWN);
        hooks.add(SOCKET, method("close"), CloseAdvice.Close.class, CLOSE);
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
}
