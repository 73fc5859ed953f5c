package io.sockspan.real.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.lang.reflect.Constructor;

/** The transports of Netty. Their classes are found by name: a version of Netty need not have all of them. */
enum Transport {
    NIO("nio.NioEventLoopGroup", "socket.nio.NioSocketChannel", "socket.nio.NioServerSocketChannel"),
    EPOLL("epoll.EpollEventLoopGroup", "epoll.EpollSocketChannel", "epoll.EpollServerSocketChannel"),
    IO_URING(null, "uring.IoUringSocketChannel", "uring.IoUringServerSocketChannel");

    private static final String NETTY = "io.netty.channel.";

    private final String group;
    private final String channel;
    private final String serverChannel;

    Transport(String group, String channel, String serverChannel) {
        this.group = group;
        this.channel = channel;
        this.serverChannel = serverChannel;
    }

    EventLoopGroup newGroup() throws ReflectiveOperationException {
        if (group != null) {
            return (EventLoopGroup)
                    Class.forName(NETTY + group).getConstructor(int.class).newInstance(2);
        }
        Object factory = Class.forName(NETTY + "uring.IoUringIoHandler")
                .getMethod("newFactory")
                .invoke(null);
        Constructor<?> constructor = Class.forName(NETTY + "MultiThreadIoEventLoopGroup")
                .getConstructor(int.class, Class.forName(NETTY + "IoHandlerFactory"));
        return (EventLoopGroup) constructor.newInstance(2, factory);
    }

    Class<? extends Channel> channel() throws ReflectiveOperationException {
        return Class.forName(NETTY + channel).asSubclass(Channel.class);
    }

    Class<? extends ServerChannel> serverChannel() throws ReflectiveOperationException {
        return Class.forName(NETTY + serverChannel).asSubclass(ServerChannel.class);
    }
}
