package io.sockspan.instrument;

import static io.sockspan.instrument.Targets.ASYNC;
import static io.sockspan.instrument.Targets.ASYNC_SERVER;
import static io.sockspan.instrument.Targets.CHANNEL;
import static io.sockspan.instrument.Targets.NET;
import static io.sockspan.instrument.Targets.NIO_SOCKET;
import static io.sockspan.instrument.Targets.PLAIN_SOCKET;
import static io.sockspan.instrument.Targets.SERVER_CHANNEL;
import static io.sockspan.instrument.Targets.SOCKET_CLEANABLE;
import static io.sockspan.instrument.Targets.SOCKET_DISPATCHER;
import static io.sockspan.instrument.Targets.SOCKET_INPUT;
import static io.sockspan.instrument.Targets.SOCKET_OUTPUT;
import static io.sockspan.instrument.Targets.UNIX_ASYNC;
import static io.sockspan.instrument.Targets.UNIX_ASYNC_SERVER;
import static io.sockspan.instrument.Targets.UNIX_DISPATCHER;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Every hook on every JDK from 8 to 25. A JDK has some of these classes and methods and not others; what matters is that each
 * {@link Purpose} is served.
 */
final class HookTable {

    private final List<Hook> hooks = new ArrayList<>();

    private HookTable() {}

    /** The hooks of one class, so that the advice of others is not loaded while an application waits. */
    static List<Hook> of(String target) {
        HookTable table = new HookTable();
        switch (target) {
            case PLAIN_SOCKET:
            case SOCKET_INPUT:
            case SOCKET_OUTPUT:
            case SOCKET_CLEANABLE:
                table.plainSockets();
                break;
            case NIO_SOCKET:
                table.nioSockets();
                break;
            case CHANNEL:
            case SERVER_CHANNEL:
                table.channels();
                break;
            case NET:
                table.net();
                break;
            case SOCKET_DISPATCHER:
            case UNIX_DISPATCHER:
                table.dispatchers();
                break;
            default:
                table.asynchronousChannels();
        }
        table.hooks.removeIf(hook -> !hook.target.equals(target));
        return Collections.unmodifiableList(table.hooks);
    }

    private void plainSockets() {
        add(PLAIN_SOCKET, named("create"), PlainSocketAdvice.Created.class, Purpose.SOCKET_CREATED);
        add(
                PLAIN_SOCKET,
                method("connect", SocketAddress.class, int.class),
                PlainSocketAdvice.Resolve.class,
                Purpose.SOCKET_CONNECT);
        add(
                PLAIN_SOCKET,
                method("doConnect", InetAddress.class, int.class, int.class),
                PlainSocketAdvice.Connect.class,
                Purpose.SOCKET_CONNECT);
        add(PLAIN_SOCKET, method("listen", int.class), PlainSocketAdvice.Listen.class, Purpose.SOCKET_LISTEN);
        add(PLAIN_SOCKET, named("accept"), PlainSocketAdvice.Accept.class, Purpose.SOCKET_ACCEPT);
        add(PLAIN_SOCKET, named("shutdownInput"), DescriptorOwnerAdvice.ShutdownInput.class, Purpose.SOCKET_SHUTDOWN);
        add(PLAIN_SOCKET, named("shutdownOutput"), DescriptorOwnerAdvice.ShutdownOutput.class, Purpose.SOCKET_SHUTDOWN);
        add(
                PLAIN_SOCKET,
                method("setOption", int.class, Object.class),
                PlainSocketAdvice.OptionSet.class,
                Purpose.SOCKET_LINGER);
        add(PLAIN_SOCKET, method("close"), DescriptorOwnerAdvice.Close.class, Purpose.SOCKET_CLOSE);
        add(PLAIN_SOCKET, method("socketClose"), PlainSocketAdvice.Release.class, Purpose.SOCKET_RELEASE);
        add(SOCKET_INPUT, named("socketRead"), PlainSocketAdvice.Read.class, Purpose.SOCKET_READ);
        add(SOCKET_OUTPUT, named("socketWrite"), PlainSocketAdvice.Write.class, Purpose.SOCKET_WRITE);
        add(SOCKET_CLEANABLE, method("performCleanup"), PlainSocketAdvice.Clean.class, Purpose.SOCKET_RELEASE);
    }

    private void nioSockets() {
        add(
                NIO_SOCKET,
                method("connect", SocketAddress.class, int.class),
                NioSocketAdvice.Connect.class,
                Purpose.SOCKET_CONNECT);
        add(NIO_SOCKET, method("listen", int.class), NioSocketAdvice.Listen.class, Purpose.SOCKET_LISTEN);
        add(NIO_SOCKET, named("accept"), NioSocketAdvice.Accept.class, Purpose.SOCKET_ACCEPT);
        add(NIO_SOCKET, named("shutdownInput"), DescriptorOwnerAdvice.ShutdownInput.class, Purpose.SOCKET_SHUTDOWN);
        add(NIO_SOCKET, named("shutdownOutput"), DescriptorOwnerAdvice.ShutdownOutput.class, Purpose.SOCKET_SHUTDOWN);
        add(NIO_SOCKET, method("close"), DescriptorOwnerAdvice.Close.class, Purpose.SOCKET_CLOSE);
    }

    private void channels() {
        add(CHANNEL, method("connect", SocketAddress.class), ChannelAdvice.Connect.class, Purpose.CHANNEL_CONNECT);
        add(CHANNEL, method("finishConnect"), ChannelAdvice.FinishConnect.class, Purpose.CHANNEL_FINISH_CONNECT);
        add(
                CHANNEL,
                method("blockingConnect", SocketAddress.class, long.class),
                ChannelAdvice.BlockingConnect.class,
                Purpose.CHANNEL_CONNECT);
        add(
                CHANNEL,
                isConstructor()
                        .and(takesArguments(3))
                        .and(takesArgument(1, FileDescriptor.class))
                        .and(takesArgument(2, InetSocketAddress.class)),
                ChannelAdvice.Accepted.class,
                Purpose.CHANNEL_ACCEPT);
        add(
                CHANNEL,
                isConstructor()
                        .and(takesArguments(4))
                        .and(takesArgument(2, FileDescriptor.class))
                        .and(takesArgument(3, SocketAddress.class)),
                ChannelAdvice.AcceptedOfFamily.class,
                Purpose.CHANNEL_ACCEPT);
        add(CHANNEL, method("shutdownInput"), DescriptorOwnerAdvice.ShutdownInput.class, Purpose.CHANNEL_SHUTDOWN);
        add(CHANNEL, method("shutdownOutput"), DescriptorOwnerAdvice.ShutdownOutput.class, Purpose.CHANNEL_SHUTDOWN);
        add(CHANNEL, method("implCloseSelectableChannel"), DescriptorOwnerAdvice.Close.class, Purpose.CHANNEL_CLOSE);
        add(
                SERVER_CHANNEL,
                method("bind", SocketAddress.class, int.class),
                ChannelAdvice.Bind.class,
                Purpose.CHANNEL_LISTEN);
        add(SERVER_CHANNEL, method("accept"), ChannelAdvice.AcceptFailed.class, Purpose.CHANNEL_ACCEPT_FAILED);
        add(
                SERVER_CHANNEL,
                method("implCloseSelectableChannel"),
                DescriptorOwnerAdvice.Close.class,
                Purpose.SERVER_CHANNEL_CLOSE);
    }

    private void asynchronousChannels() {
        add(UNIX_ASYNC, named("implConnect"), AsyncChannelAdvice.Connect.class, Purpose.ASYNC_CONNECT);
        add(UNIX_ASYNC, method("setConnected"), AsyncChannelAdvice.Connected.class, Purpose.ASYNC_CONNECTED);
        add(
                UNIX_ASYNC,
                isConstructor()
                        .and(takesArguments(3))
                        .and(takesArgument(1, FileDescriptor.class))
                        .and(takesArgument(2, InetSocketAddress.class)),
                AsyncChannelAdvice.Accepted.class,
                Purpose.ASYNC_ACCEPT);
        add(UNIX_ASYNC, method("implClose"), DescriptorOwnerAdvice.Close.class, Purpose.ASYNC_CLOSE);
        add(UNIX_ASYNC_SERVER, method("implClose"), DescriptorOwnerAdvice.Close.class, Purpose.ASYNC_SERVER_CLOSE);
        add(
                ASYNC_SERVER,
                method("bind", SocketAddress.class, int.class),
                ChannelAdvice.Bind.class,
                Purpose.ASYNC_LISTEN);
        add(ASYNC, method("shutdownInput"), DescriptorOwnerAdvice.ShutdownInput.class, Purpose.ASYNC_SHUTDOWN);
        add(ASYNC, method("shutdownOutput"), DescriptorOwnerAdvice.ShutdownOutput.class, Purpose.ASYNC_SHUTDOWN);
    }

    private void net() {
        add(
                NET,
                method("socket", ProtocolFamily.class, boolean.class),
                NetAdvice.Created.class,
                Purpose.SOCKET_CREATED,
                Purpose.CHANNEL_CREATED);
        add(
                NET,
                method("serverSocket", ProtocolFamily.class, boolean.class),
                NetAdvice.Created.class,
                Purpose.SERVER_CHANNEL_CREATED);
        add(
                NET,
                method("serverSocket", boolean.class),
                NetAdvice.PlainServerCreated.class,
                Purpose.SERVER_CHANNEL_CREATED);
        add(
                NET,
                method("serverSocket", ProtocolFamily.class),
                NetAdvice.ServerCreated.class,
                Purpose.SERVER_CHANNEL_CREATED);
        add(
                NET,
                named("setSocketOption").and(takesArguments(4)),
                NetAdvice.OptionSet.class,
                Purpose.SOCKET_LINGER,
                Purpose.CHANNEL_LINGER);
    }

    private void dispatchers() {
        add(
                SOCKET_DISPATCHER,
                named("read").and(takesArguments(3)),
                DispatcherAdvice.Read.class,
                Purpose.SOCKET_READ,
                Purpose.CHANNEL_READ);
        add(
                SOCKET_DISPATCHER,
                named("readv").and(takesArguments(3)),
                DispatcherAdvice.ReadVector.class,
                Purpose.SOCKET_READ,
                Purpose.CHANNEL_READ);
        add(
                SOCKET_DISPATCHER,
                named("write").or(named("writev")).and(takesArguments(3)),
                DispatcherAdvice.Write.class,
                Purpose.SOCKET_WRITE,
                Purpose.CHANNEL_WRITE);
        add(
                SOCKET_DISPATCHER,
                method("close", FileDescriptor.class),
                DispatcherAdvice.Release.class,
                Purpose.SOCKET_RELEASE,
                Purpose.CHANNEL_RELEASE);
        add(
                UNIX_DISPATCHER,
                method("close", FileDescriptor.class),
                DispatcherAdvice.Release.class,
                Purpose.SOCKET_RELEASE,
                Purpose.CHANNEL_RELEASE);
    }

    private void add(
            String target,
            ElementMatcher<? super MethodDescription> methods,
            Class<?> advice,
            Purpose first,
            Purpose... others) {
        hooks.add(new Hook(target, methods, advice, first, others));
    }

    private static ElementMatcher<MethodDescription> method(String name, Class<?>... parameters) {
        return named(name).and(takesArguments(parameters));
    }
}
