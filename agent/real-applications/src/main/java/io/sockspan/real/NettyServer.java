package io.sockspan.real;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** {@link Answer} by Netty. */
final class NettyServer extends ChannelInitializer<Channel> {
    static TestServer start(String host) throws InterruptedException {
        NioEventLoopGroup loops = new NioEventLoopGroup(2);
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new NettyServer())
                .bind(host, 0)
                .sync()
                .channel();
        return new TestServer(((InetSocketAddress) listener.localAddress()).getPort(), () -> {
            listener.close().sync();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        });
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 16), new Answering());
    }

    private static final class Answering extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            byte[] body = Answer.body(request.method().name(), request.uri());
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(Answer.status(request.uri())),
                    Unpooled.wrappedBuffer(body));
            HttpUtil.setContentLength(response, body.length);
            context.writeAndFlush(response);
        }
    }
}
