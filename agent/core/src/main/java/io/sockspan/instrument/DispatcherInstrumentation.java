package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;

import io.sockspan.bootstrap.CloseHooks;
import io.sockspan.bootstrap.EngineHooks;
import io.sockspan.bootstrap.TransferHooks;
import java.io.FileDescriptor;
import net.bytebuddy.asm.Advice;

/**
 * Hooks in {@code sun.nio.ch.SocketDispatcher} and {@code UnixDispatcher}, which transfer bytes and release descriptor numbers for channels
 * and, since JDK 13, for blocking sockets.
 */
final class DispatcherInstrumentation implements SocketInstrumentation {
    static final String SOCKET_DISPATCHER = "sun.nio.ch.SocketDispatcher";
    static final String UNIX_DISPATCHER = "sun.nio.ch.UnixDispatcher";

    static final Purpose SOCKET_READ =
            new Purpose("end of stream of java.net.Socket", "only the next reading of the kernel's state shows it");
    static final Purpose SOCKET_WRITE =
            new Purpose("failed writes of java.net.Socket", "only the next reading of the kernel's state shows them");
    static final Purpose SOCKET_RELEASE =
            new Purpose("release of java.net.Socket's descriptors", "closed sockets are reported as open for too long");
    static final Purpose CHANNEL_READ =
            new Purpose("end of stream of channels", "only the next reading of the kernel's state shows it");
    static final Purpose CHANNEL_WRITE =
            new Purpose("failed writes of channels", "only the next reading of the kernel's state shows them");
    static final Purpose CHANNEL_RELEASE =
            new Purpose("release of channels' descriptors", "closed channels are reported as open for too long");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(SOCKET_DISPATCHER, method("read", null, null, null), Read.class, SOCKET_READ, CHANNEL_READ);
        hooks.add(SOCKET_DISPATCHER, method("readv", null, null, null), ReadVector.class, SOCKET_READ, CHANNEL_READ);
        hooks.add(SOCKET_DISPATCHER, method("write", null, null, null), Write.class, SOCKET_WRITE, CHANNEL_WRITE);
        hooks.add(
                SOCKET_DISPATCHER, method("writev", null, null, null), WriteVector.class, SOCKET_WRITE, CHANNEL_WRITE);
        hooks.add(
                SOCKET_DISPATCHER,
                method("close", FileDescriptor.class),
                Release.class,
                SOCKET_RELEASE,
                CHANNEL_RELEASE);
        hooks.add(
                UNIX_DISPATCHER, method("close", FileDescriptor.class), Release.class, SOCKET_RELEASE, CHANNEL_RELEASE);
    }

    static final class Read {
        private Read() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(1) long address,
                @Advice.Return int count,
                @Advice.Thrown Throwable failure) {
            TransferHooks.read(descriptor, address, count, failure);
        }
    }

    static final class ReadVector {
        private ReadVector() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(1) long vector,
                @Advice.Return long count,
                @Advice.Thrown Throwable failure) {
            TransferHooks.readVector(descriptor, vector, count, failure);
        }
    }

    static final class Write {
        private Write() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(1) long address,
                @Advice.Argument(2) int length) {
            EngineHooks.writing(descriptor, address, length);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Return int count,
                @Advice.Thrown Throwable failure) {
            TransferHooks.written(descriptor, count, failure);
        }
    }

    static final class WriteVector {
        private WriteVector() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) FileDescriptor descriptor, @Advice.Argument(1) long vector) {
            EngineHooks.writingVector(descriptor, vector);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Return long count,
                @Advice.Thrown Throwable failure) {
            TransferHooks.written(descriptor, count, failure);
        }
    }

    static final class Release {
        private Release() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) FileDescriptor descriptor) {
            CloseHooks.released(descriptor);
        }
    }
}
