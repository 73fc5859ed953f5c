package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import java.io.FileDescriptor;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import net.bytebuddy.asm.Advice;

/** {@code sun.nio.ch.Net}, where every descriptor of a channel is made, and from JDK 13 on that of every socket. */
public final class NetAdvice {
    private NetAdvice() {}

    /** Behind {@code socket} and {@code serverSocket} that take a protocol family and whether it is TCP. */
    public static final class Created {
        private Created() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(1) boolean stream,
                @Advice.Return FileDescriptor descriptor,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.notOpened(failure);
            } else if (stream) {
                Recorder.opened(descriptor);
            }
        }
    }

    /** Behind {@code serverSocket} that takes only whether it is TCP, JDK 8 and 11. */
    public static final class PlainServerCreated {
        private PlainServerCreated() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) boolean stream,
                @Advice.Return FileDescriptor descriptor,
                @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.notOpened(failure);
            } else if (stream) {
                Recorder.opened(descriptor);
            }
        }
    }

    /** Behind {@code serverSocket} of JDK 25, which is for TCP only. */
    public static final class ServerCreated {
        private ServerCreated() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Return FileDescriptor descriptor, @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.notOpened(failure);
            } else {
                Recorder.opened(descriptor);
            }
        }
    }

    /** Before {@code setSocketOption}. */
    public static final class OptionSet {
        private OptionSet() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(2) SocketOption<?> option,
                @Advice.Argument(3) Object value) {
            if (option == StandardSocketOptions.SO_LINGER) {
                Recorder.lingerSet(descriptor, value);
            }
        }
    }
}
