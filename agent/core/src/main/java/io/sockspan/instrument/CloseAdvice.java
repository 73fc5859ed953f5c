package io.sockspan.instrument;

import io.sockspan.bootstrap.CloseHooks;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** The calls that end a connection, the same on every JDK class with a field {@code fd}: sockets and channels of all kinds. */
final class CloseAdvice {
    private CloseAdvice() {}

    static final class ShutdownInput {
        private ShutdownInput() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            CloseHooks.inputShutdown(descriptor);
        }
    }

    static final class ShutdownOutput {
        private ShutdownOutput() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            CloseHooks.outputShutdown(descriptor);
        }
    }

    static final class Close {
        private Close() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.FieldValue("fd") FileDescriptor descriptor) {
            CloseHooks.closing(descriptor);
        }
    }
}
