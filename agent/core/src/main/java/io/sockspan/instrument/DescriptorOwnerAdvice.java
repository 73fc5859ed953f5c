package io.sockspan.instrument;

import io.sockspan.bootstrap.Recorder;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** The calls that end a connection, the same on every JDK class with a field {@code fd}: sockets and channels of all kinds. */
public final class DescriptorOwnerAdvice {
    private DescriptorOwnerAdvice() {}

    public static final class ShutdownInput {
        private ShutdownInput() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            Recorder.inputShutdown(descriptor);
        }
    }

    public static final class ShutdownOutput {
        private ShutdownOutput() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            Recorder.outputShutdown(descriptor);
        }
    }

    public static final class Close {
        private Close() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            Recorder.closing(descriptor);
        }
    }
}
