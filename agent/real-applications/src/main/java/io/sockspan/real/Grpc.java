package io.sockspan.real;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.sockspan.junit.DetectSocketLeaks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A gRPC server beside tests with channels over Netty and OkHttp. */
final class Grpc {
    private static final List<Object> HELD = Collections.synchronizedList(new ArrayList<>());

    private Grpc() {}

    abstract static class WithServer {
        private static Server server;
        private static ManagedChannel shared;

        @BeforeAll
        static void start() throws IOException {
            server = startServer();
            shared = ManagedChannelBuilder.forAddress(ServerKind.HOST, server.getPort())
                    .usePlaintext()
                    .build();
        }

        @AfterAll
        static void stop() throws InterruptedException {
            shared.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }

        static Server startServer() throws IOException {
            return NettyServerBuilder.forAddress(new InetSocketAddress(ServerKind.HOST, 0))
                    .addService(ServerServiceDefinition.builder("Prices")
                            .addMethod(Text.UNARY, ServerCalls.asyncUnaryCall(Grpc::answer))
                            .addMethod(Text.STREAM, ServerCalls.asyncServerStreamingCall(Grpc::stream))
                            .build())
                    .build()
                    .start();
        }

        static int port() {
            return server.getPort();
        }

        static ManagedChannel shared() {
            return shared;
        }

        static ManagedChannel netty() {
            return NettyChannelBuilder.forAddress(ServerKind.HOST, port())
                    .usePlaintext()
                    .build();
        }

        static ManagedChannel okHttp() {
            return OkHttpChannelBuilder.forAddress(ServerKind.HOST, port())
                    .usePlaintext()
                    .build();
        }

        static void ask(ManagedChannel channel) {
            Assertions.assertEquals(
                    Answer.SMALL, ClientCalls.blockingUnaryCall(channel, Text.UNARY, CallOptions.DEFAULT, "price"));
        }
    }

    private static void answer(String question, StreamObserver<String> answer) {
        answer.onNext(Answer.SMALL);
        answer.onCompleted();
    }

    private static void stream(String question, StreamObserver<String> answer) {
        answer.onNext(Answer.SMALL);
    }

    @DetectSocketLeaks
    static final class Healthy extends WithServer {
        private ManagedChannel closedAfterEach;

        @AfterEach
        void close() throws InterruptedException {
            if (closedAfterEach != null) {
                closedAfterEach.shutdown().awaitTermination(10, TimeUnit.SECONDS);
            }
        }

        @Test
        void channelShared() {
            ask(shared());
        }

        @Test
        void channelSharedOnceMore() {
            ask(shared());
        }

        @Test
        void channelClosedAfterEach() {
            closedAfterEach = netty();
            ask(closedAfterEach);
        }

        @Test
        void channelOverOkHttpClosedAfterEach() {
            closedAfterEach = okHttp();
            ask(closedAfterEach);
        }

        @Test
        void channelClosedAMomentLater() {
            ManagedChannel channel = netty();
            ask(channel);
            channel.shutdown();
        }

        @Test
        void streamStopped() throws Exception {
            closedAfterEach = netty();
            CountDownLatch first = new CountDownLatch(1);
            ClientCalls.asyncServerStreamingCall(
                    closedAfterEach.newCall(Text.STREAM, CallOptions.DEFAULT), "price", new First(first));
            first.await();
            closedAfterEach.shutdownNow();
        }

        @Test
        void serverForOneTest() throws Exception {
            Server server = startServer();
            ManagedChannel channel = ManagedChannelBuilder.forAddress(ServerKind.HOST, server.getPort())
                    .usePlaintext()
                    .build();
            ask(channel);
            channel.shutdownNow();
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    @DetectSocketLeaks(graceMillis = 300)
    static final class Leaking extends WithServer {
        @Test
        void leaksChannel() {
            ManagedChannel channel = nettyOnNio();
            HELD.add(channel);
            ask(channel);
        }

        @Test
        void leaksChannelOverOkHttp() {
            ManagedChannel channel = okHttp();
            HELD.add(channel);
            ask(channel);
        }

        @Test
        void leaksServer() throws IOException {
            HELD.add(startServer());
        }

        private static ManagedChannel nettyOnNio() {
            return NettyChannelBuilder.forAddress(ServerKind.HOST, port())
                    .usePlaintext()
                    .channelType(NioSocketChannel.class)
                    .eventLoopGroup(new NioEventLoopGroup(1))
                    .build();
        }
    }

    /** Counts the first answer, and ignores how the call ends. */
    private static final class First implements StreamObserver<String> {
        private final CountDownLatch first;

        First(CountDownLatch first) {
            this.first = first;
        }

        @Override
        public void onNext(String answer) {
            first.countDown();
        }

        @Override
        public void onError(Throwable cancelled) {
            // As it was meant to.
        }

        @Override
        public void onCompleted() {
            // Never: the test stops it.
        }
    }

    /** Messages that are plain text, so that no code has to be generated. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        static final MethodDescriptor<String, String> UNARY = method(MethodDescriptor.MethodType.UNARY, "Prices/Ask");
        static final MethodDescriptor<String, String> STREAM =
                method(MethodDescriptor.MethodType.SERVER_STREAMING, "Prices/Follow");

        private static MethodDescriptor<String, String> method(MethodDescriptor.MethodType type, String name) {
            return MethodDescriptor.<String, String>newBuilder()
                    .setType(type)
                    .setFullMethodName(name)
                    .setRequestMarshaller(new Text())
                    .setResponseMarshaller(new Text())
                    .build();
        }

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (int next; (next = stream.read()) >= 0; ) {
                    all.write(next);
                }
                return new String(all.toByteArray(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
