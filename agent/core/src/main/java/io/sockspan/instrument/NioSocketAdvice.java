package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import java.net.SocketImpl;
import net.bytebuddy.asm.Advice;

/** {@code sun.nio.ch.NioSocketImpl}: blocking sockets from JDK 13 on. */
public final class NioSocketAdvice {
    private NioSocketAdvice() {}

    public static final class Connect {
        private Connect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            return Recorder.connecting(descriptor, remote);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.FieldValue("localport") int localPort,
                @Advice.Thrown Throwable failure) {
            if (failure == null) {
                Recorder.connected(record, localPort, null);
            } else {
                Recorder.connectFailed(record, failure);
            }
        }
    }

    public static final class Listen {
        private Listen() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) int backlog) {
            Recorder.listening(descriptor, backlog, null);
        }
    }

    public static final class Accept {
        private Accept() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Argument(0) SocketImpl accepted, @Advice.Thrown Throwable failure) {
            if (failure == null) {
                Recorder.accepted(accepted);
            } else {
                Recorder.notOpened(failure);
            }
        }
    }
}
