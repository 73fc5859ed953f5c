package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import io.sockspan.bootstrap.SocketRecord;
import java.io.FileDescriptor;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** {@code sun.nio.ch.UnixAsynchronousSocketChannelImpl}. */
public final class AsyncChannelAdvice {
    private AsyncChannelAdvice() {}

    /** {@code implConnect}: how it went shows in {@link Connected}, or in a close before that. */
    public static final class Connect {
        private Connect() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static SocketRecord enter(
                @Advice.FieldValue("fd") FileDescriptor descriptor, @Advice.Argument(0) SocketAddress remote) {
            return Recorder.connecting(descriptor, remote);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Enter SocketRecord record) {
            Recorder.connectPending(record);
        }
    }

    /** Behind {@code setConnected}, by which immediate and later successes go. */
    public static final class Connected {
        private Connected() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.FieldValue("fd") FileDescriptor descriptor,
                @Advice.FieldValue(value = "localAddress", typing = Assigner.Typing.DYNAMIC) Object localAddress) {
            Recorder.connected(descriptor, localAddress);
        }
    }

    /** Behind the constructor for an accepted descriptor. */
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
}
