package io.sockspan.real.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.sockspan.real.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An echo server on one of Netty's transports, with clients that talk to it all the time, others that come and go, and five that forget to
 * close after their peer did. Arguments: the transport, and the port of a peer that closes at once.
 */
public final class EchoTransport {
    private static final String HOST = "127.0.0.1";
    private static final int TALKING = 10;
    private static final int FORGOTTEN = 5;
    private static final int PAUSE_MILLIS = 5;

    private final Transport transport;
    private final EventLoopGroup group;
    private final List<Channel> kept = new ArrayList<>();
    private Channel server;

    private EchoTransport(Transport transport) throws ReflectiveOperationException {
        this.transport = transport;
        this.group = transport.newGroup();
    }

    public static void main(String[] args) throws Exception {
        EchoTransport echo = new EchoTransport(Transport.valueOf(args[0]));
        echo.serve();
        echo.talk();
        echo.forget(Integer.parseInt(args[1]));
        echo.comeAndGo();
        Commands.obey();
        System.exit(0);
    }

    private void serve() throws Exception {
        server = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new Echo());
                    }
                })
                .bind(HOST, 0)
                .sync()
                .channel();
    }

    private void talk() throws Exception {
        for (int i = 0; i < TALKING; i++) {
            kept.add(connect(port(), new Talk()));
        }
    }

    private int port() {
        return ((java.net.InetSocketAddress) server.localAddress()).getPort();
    }

    private Channel connect(int port, ChannelHandler handler) throws Exception {
        return new Bootstrap()
                .group(group)
                .channel(transport.channel())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(handler)
                .connect(HOST, port)
                .sync()
                .channel();
    }

    private void forget(int port) throws Exception {
        for (int i = 0; i < FORGOTTEN; i++) {
            kept.add(connect(port, new Ignore()));
        }
    }

    private void comeAndGo() {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    connect(port(), new Ignore()).close().sync();
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (Exception e) {
                System.err.println("the visits end: " + e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Ignore extends ChannelInboundHandlerAdapter {}

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }
    }

    private static final class Talk extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer(new byte[64]));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.executor().schedule(() -> context.writeAndFlush(message), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
