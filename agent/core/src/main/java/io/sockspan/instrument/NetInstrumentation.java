package io.sockspan.instrument;

import static io.sockspan.classfile.MethodPattern.method;

import io.sockspan.bootstrap.OpenHooks;
import io.sockspan.bootstrap.TransferHooks;
import java.io.FileDescriptor;
import java.net.ProtocolFamily;
import net.bytebuddy.asm.Advice;

/** Hooks in {@code sun.nio.ch.Net}, which creates the descriptors of all channels and, since JDK 13, of all sockets. */
final class NetInstrumentation implements SocketInstrumentation {
    static final String NET = "sun.nio.ch.Net";

    static final Purpose SOCKET_CREATED =
            new Purpose("creation of java.net.Socket", "sockets that never connect are not reported");
    static final Purpose CHANNEL_CREATED =
            new Purpose("creation of SocketChannel", "channels that never connect are not reported");
    static final Purpose SERVER_CHANNEL_CREATED =
            new Purpose("creation of ServerSocketChannel", "channels that never listen are not reported");
    static final Purpose SOCKET_LINGER =
            new Purpose("SO_LINGER of java.net.Socket", "a close that resets is reported as an ordinary close");
    static final Purpose CHANNEL_LINGER =
            new Purpose("SO_LINGER of channels", "a close that resets is reported as an ordinary close");

    @Override
    public void addTo(Hooks hooks) {
        hooks.add(
                NET,
                method("socket", ProtocolFamily.class, boolean.class),
                Create.class,
                SOCKET_CREATED,
                CHANNEL_CREATED);
        hooks.add(
                NET, method("serverSocket", ProtocolFamily.class, boolean.class), Create.class, SERVER_CHANNEL_CREATED);
        hooks.add(NET, method("serverSocket", boolean.class), CreateServer.class, SERVER_CHANNEL_CREATED);
        hooks.add(NET, method("serverSocket", ProtocolFamily.class), CreateTcpServer.class, SERVER_CHANNEL_CREATED);
        hooks.add(
                NET, method("setSocketOption", null, null, null, null), SetOption.class, SOCKET_LINGER, CHANNEL_LINGER);
    }

    /** After the methods {@code socket} and {@code serverSocket} that take a protocol family and whether the socket is TCP. */
    static final class Create {
        private Create() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(1) boolean stream,
                @Advice.Return FileDescriptor descriptor,
                @Advice.Thrown Throwable failure) {
            OpenHooks.created(descriptor, stream, failure);
        }
    }

    /** After the method {@code serverSocket} that takes only whether the socket is TCP, JDK 8 and 11. */
    static final class CreateServer {
        private CreateServer() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.Argument(0) boolean stream,
                @Advice.Return FileDescriptor descriptor,
                @Advice.Thrown Throwable failure) {
            OpenHooks.created(descriptor, stream, failure);
        }
    }

    /** After the method {@code serverSocket} of JDK 25, which is for TCP only. */
    static final class CreateTcpServer {
        private CreateTcpServer() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Return FileDescriptor descriptor, @Advice.Thrown Throwable failure) {
            OpenHooks.created(descriptor, true, failure);
        }
    }

    /** Before {@code setSocketOption}. */
    static final class SetOption {
        private SetOption() {}

        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(
                @Advice.Argument(0) FileDescriptor descriptor,
                @Advice.Argument(2) Object option,
                @Advice.Argument(3) Object value) {
            TransferHooks.optionSet(descriptor, option, value);
        }
    }
}
