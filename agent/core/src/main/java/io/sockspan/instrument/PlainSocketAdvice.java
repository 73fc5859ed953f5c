package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.SocketOptions;
import net.bytebuddy.asm.Advice;

/** {@code java.net.AbstractPlainSocketImpl} and its streams: blocking sockets until JDK 12. */
public final class PlainSocketAdvice {
    private PlainSocketAdvice() {}

    public static final class Created {
        private Created() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) boolean stream,
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.notOpened(failure);
            } else if (stream) {
                Recorder.opened(descriptor);
            }
        }
    }

    /** {@code connect(SocketAddress,int)}, which refuses names without an address before anything is sent. */
    public static final class Resolve {
        private Resolve() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            Recorder.resolving(descriptor, remote);
        }
    }

    /** {@code doConnect}, the one way by which all connects go. */
    public static final class Connect {
        private Connect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Argument(0) InetAddress address,
                @Advice.Argument(1) int port) {
            return Recorder.connecting(descriptor, address, port);
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

    /** {@code SocketInputStream.socketRead}, which returns 0 at the end of the stream. */
    public static final class Read {
        private Read() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(3) int length,
                @Advice.Return int count,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.transferFailed(descriptor, failure);
            } else if (count > 0) {
                Recorder.transferred(descriptor);
            } else if (length > 0) {
                Recorder.endOfStream(descriptor);
            }
        }
    }

    /** {@code SocketOutputStream.socketWrite}. */
    public static final class Write {
        private Write() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.FieldValue("impl") Object socket, @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.transferFailed((SocketImpl) socket, failure);
            } else {
                Recorder.transferred((SocketImpl) socket);
            }
        }
    }

    public static final class OptionSet {
        private OptionSet() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Argument(0) int option,
                @Advice.Argument(1) Object value) {
            if (option == SocketOptions.SO_LINGER) {
                Recorder.lingerSet(descriptor, value);
            }
        }
    }

    /** {@code socketClose}, which gives the number back. */
    public static final class Release {
        private Release() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            Recorder.released(descriptor);
        }
    }

    /** {@code java.net.SocketCleanable.performCleanup} (JDK 11): the collector closes for a forgotten socket. */
    public static final class Clean {
        private Clean() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") int number) {
            Recorder.cleaned(number);
        }
    }
}
