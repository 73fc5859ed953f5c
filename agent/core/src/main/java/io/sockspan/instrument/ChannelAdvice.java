package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** {@code sun.nio.ch.SocketChannelImpl} and {@code ServerSocketChannelImpl}. */
public final class ChannelAdvice {
    private ChannelAdvice() {}

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
                @Advice.Return boolean connected,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.connectFailed(record, failure);
            } else if (connected) {
                Recorder.connected(record, 0, localAddress);
            } else {
                Recorder.connectPending(record);
            }
        }
    }

    /** {@code blockingConnect}, by which a channel's socket adaptor connects (JDK 13 and later). */
    public static final class BlockingConnect {
        private BlockingConnect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            return Recorder.connecting(descriptor, remote);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.connectFailed(record, failure);
            } else {
                Recorder.connected(record, 0, localAddress);
            }
        }
    }

    public static final class FinishConnect {
        private FinishConnect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            return Recorder.unfinished(descriptor);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Enter SocketRecord record,
                @Advice.Return boolean connected,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.connectFailed(record, failure);
            } else if (connected) {
                Recorder.connected(record, 0, localAddress);
            }
        }
    }

    /** Behind the constructor that makes a channel for an accepted descriptor, JDK 8 and 11. */
    public static final class Accepted {
        private Accepted() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.Argument(1) FileDescriptor descriptor,
                @Advice.Argument(2) SocketAddress remote,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            Recorder.accepted(descriptor, remote, localAddress);
        }
    }

    /** The same from JDK 16 on, where a protocol family stands before the descriptor. */
    public static final class AcceptedOfFamily {
        private AcceptedOfFamily() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.Argument(2) FileDescriptor descriptor,
                @Advice.Argument(3) SocketAddress remote,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            Recorder.accepted(descriptor, remote, localAddress);
        }
    }

    /** {@code accept}, watched for want of descriptors only; what it returns is seen by its constructor. */
    public static final class AcceptFailed {
        private AcceptFailed() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.notOpened(failure);
            }
        }
    }

    /** {@code bind(SocketAddress,int)} of a server channel, which listens too. */
    public static final class Bind {
        private Bind() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.Argument(1) int backlog,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            Recorder.listening(descriptor, backlog, localAddress);
        }
    }
}
