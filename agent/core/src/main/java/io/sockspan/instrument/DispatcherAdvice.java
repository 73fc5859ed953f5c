package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** {@code sun.nio.ch.SocketDispatcher} and {@code UnixDispatcher}, through which bytes pass and numbers are given back. */
public final class DispatcherAdvice {
    private DispatcherAdvice() {}

    public static final class Read {
        private Read() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Return int count,
                @Advice.Thrown Throwable failure) {
            if (count > 0) {
                Recorder.transferred(descriptor);
            } else if (count == -1) {
                Recorder.endOfStream(descriptor);
            } else if (failure != null) {
                Recorder.transferFailed(descriptor, failure);
            }
        }
    }

    public static final class ReadVector {
        private ReadVector() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Return long count,
                @Advice.Thrown Throwable failure) {
            if (count > 0) {
                Recorder.transferred(descriptor);
            } else if (count == -1) {
                Recorder.endOfStream(descriptor);
            } else if (failure != null) {
                Recorder.transferFailed(descriptor, failure);
            }
        }
    }

    /** {@code write} and {@code writev}. */
    public static final class Write {
        private Write() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Argument(0) FileDescriptor descriptor, @Advice.Thrown Throwable failure) {
            if (failure != null) {
                Recorder.transferFailed(descriptor, failure);
            } else {
                Recorder.transferred(descriptor);
            }
        }
    }

    public static final class Release {
        private Release() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) FileDescriptor descriptor) {
            Recorder.released(descriptor);
        }
    }
}
