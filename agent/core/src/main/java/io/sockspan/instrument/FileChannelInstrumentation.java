package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;

import io.sockspan.bootstrap.TransferHooks;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/** Hooks in {@code sun.nio.ch.FileChannelImpl}, whose {@code transferTo} lets the kernel send a file: no dispatcher of a socket writes it. */
final class FileChannelInstrumentation implements SocketInstrumentation {
    static final String FILE = "sun.nio.ch.FileChannelImpl";

    static final Purpose SEND_FILE =
            new Purpose("transferTo of FileChannel", "a connection to which only files are sent looks idle");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(FILE, method("transferToDirectlyInternal", null, null, null, null), SendFile.class, SEND_FILE);
        hooks.add(FILE, method("transferToFileDescriptor", null, null, null), SendFileTo.class, SEND_FILE);
    }

    /** Until JDK 21. */
    static final class SendFile {
        private SendFile() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Argument(3) FileDescriptor descriptor, @Advice.Return long count) {
            TransferHooks.sent(descriptor, count);
        }
    }

    /** Later than JDK 21. */
    static final class SendFileTo {
        private SendFileTo() {}

        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.Argument(2) FileDescriptor descriptor, @Advice.Return long count) {
            TransferHooks.sent(descriptor, count);
        }
    }
}
