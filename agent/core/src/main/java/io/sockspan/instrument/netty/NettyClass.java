package io.sockspan.instrument.netty;

import io.sockspan.classfile.ClassFile;
import io.sockspan.classfile.MethodHook;
import java.util.ArrayList;
import java.util.List;

/**
 * A class with hooks, known by the end of its name, which relocation leaves, and by its methods. A class of that name without them is another
 * library's, or of a version of Netty that the hooks do not fit. Immutable.
 */
final class NettyClass {
    private static final String HOOKS = "io/sockspan/bootstrap/netty/NettyHooks.";
    /** Gets what a hook throws. */
    private static final String HANDLER = HOOKS + "caught(Ljava/lang/Throwable;)V";

    private static final String NUMBER = " call:intValue()I";
    /** Relocation keeps the packages of the two classes beside each other. */
    private static final String NUMBER_OF_CHANNEL = " call:fd()LNETTY/unix/FileDescriptor;>intValue()I";

    private static final String READ = " @exit read(ILjava/lang/Throwable;I)V result thrown" + NUMBER;
    private static final String WRITE = " @exit written(JLjava/lang/Throwable;I)V result thrown" + NUMBER;
    private static final String SEND =
            " @entry sending(ILjava/net/InetAddress;IZ)V" + NUMBER + " parameter:3 parameter:4 parameter:5" + WRITE;

    private static final NettyClass DESCRIPTOR = new NettyClass(
            "/unix/FileDescriptor",
            1,
            "markClosed() @return closing(ZI)V result" + NUMBER,
            "read(Ljava/nio/ByteBuffer;II)" + READ,
            "readAddress(JII)" + READ,
            "write(Ljava/nio/ByteBuffer;II)" + WRITE,
            "writeAddress(JII)" + WRITE,
            "writev([Ljava/nio/ByteBuffer;IIJ)" + WRITE,
            "writevAddresses(JI)" + WRITE);

    private static final NettyClass SOCKET = new NettyClass(
            "/unix/Socket",
            7,
            "newSocketStream0(Z) @exit created(ILjava/lang/Throwable;)V result thrown",
            "accept([B) @exit accepted(ILjava/lang/Throwable;I[B)V result thrown" + NUMBER + " parameter:0",
            "connect(Ljava/net/SocketAddress;) @entry connecting(ILjava/net/SocketAddress;)V" + NUMBER
                    + " parameter:0 @exit connected(ZLjava/lang/Throwable;I)V result thrown" + NUMBER,
            "finishConnect() @exit finished(ZLjava/lang/Throwable;I)V result thrown" + NUMBER,
            "listen(I) @return listening(II)V" + NUMBER + " parameter:0",
            "remoteAddress() @return remoteAddress(Ljava/net/InetSocketAddress;I)V result" + NUMBER,
            "shutdown(ZZ) @entry shutdown(ZIZZ)V call:isOpen()Z" + NUMBER + " parameter:0 parameter:1",
            "localAddress() @return localAddress(Ljava/net/InetSocketAddress;I)V result" + NUMBER,
            "setSoLinger(I) @entry lingerSet(II)V" + NUMBER + " parameter:0",
            "sendTo(Ljava/nio/ByteBuffer;IILjava/net/InetAddress;IZ)" + SEND,
            "sendToAddress(JIILjava/net/InetAddress;IZ)" + SEND,
            "recv(Ljava/nio/ByteBuffer;II)" + READ,
            "recvAddress(JII)" + READ,
            "send(Ljava/nio/ByteBuffer;II)" + WRITE,
            "sendAddress(JII)" + WRITE);

    /** Its connects are operations of the ring. {@code finishConnect}, or the first call for the peer's address, shows their success. */
    private static final NettyClass URING_CHANNEL = new NettyClass(
            "/uring/AbstractIoUringChannel",
            1,
            "submitConnect(Ljava/net/InetSocketAddress;) @entry connectSubmitted(ILjava/net/InetSocketAddress;)V"
                    + NUMBER_OF_CHANNEL + " parameter:0");

    /** Its accepts are operations of the ring. */
    private static final NettyClass URING_SERVER_CHANNEL = new NettyClass(
            "/uring/IoUringServerSocketChannel",
            1,
            "newChildChannel(I?) @entry acceptBegins(II)V" + NUMBER_OF_CHANNEL
                    + " parameter:0 @return acceptEnded(I)V parameter:0");

    /** The end of the internal name. */
    private final String end;
    /** How many of the hooks, the first ones, must find their methods. Without one of them the others would draw wrong conclusions. */
    private final int essential;

    private final String[] hooks;

    private NettyClass(String end, int essential, String... hooks) {
        this.end = end;
        this.essential = essential;
        this.hooks = hooks;
    }

    /** The class that an internal name may be of, or null. Called for every class that the JVM loads. */
    static NettyClass of(String internalName) {
        if (internalName.endsWith(SOCKET.end)) {
            return SOCKET;
        }
        if (internalName.endsWith(DESCRIPTOR.end)) {
            return DESCRIPTOR;
        }
        if (internalName.endsWith(URING_CHANNEL.end)) {
            return URING_CHANNEL;
        }
        return internalName.endsWith(URING_SERVER_CHANNEL.end) ? URING_SERVER_CHANNEL : null;
    }

    /**
     * Weaves the hooks into a class file.
     *
     * @return null if the class has not the methods of Netty's
     * @throws io.sockspan.classfile.UnknownFormException if a method has a form that cannot be woven
     */
    byte[] weave(String internalName, byte[] classFile) {
        String netty = internalName.substring(0, internalName.length() - end.length());
        List<MethodHook> parsed = new ArrayList<>();
        for (String hook : hooks) {
            parsed.add(MethodHook.parse(complete(hook, netty)));
        }
        boolean[] taken = new boolean[hooks.length];
        // No hook gets a field, so no superclass is asked for.
        byte[] woven = new ClassFile(classFile, superclass -> null).weave(parsed, HANDLER, taken);
        for (int i = 0; i < essential; i++) {
            if (!taken[i]) {
                return null;
            }
        }
        return woven;
    }

    private static String complete(String hook, String netty) {
        return hook.replace("@entry ", "@entry " + HOOKS)
                .replace("@exit ", "@exit " + HOOKS)
                .replace("@return ", "@return " + HOOKS)
                .replace("NETTY", netty);
    }
}
