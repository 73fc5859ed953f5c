package io.sockspan.instrument;

import io.sockspan.bootstrap.CloseHooks;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** Advice for the calls that end a connection. It fits every JDK class of sockets or channels, because each has a field {@code fd}. */
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

    static final class CloseChannel {
        private CloseChannel() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object channel, @Advice.FieldValue("fd") FileDescriptor descriptor) {
            CloseHooks.channelClosing(channel, descriptor);
        }
    }
}
