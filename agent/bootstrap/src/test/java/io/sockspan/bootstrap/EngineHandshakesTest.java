package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines and connections that a ClientHello ties together. The descriptors stand for nothing that is open. */
class EngineHandshakesTest {
    private static final int RANDOM = 11;

    private final Recording recording =
            new Recording(new ThreadGroup("agent"), 64, Integer.MAX_VALUE, Integer.MAX_VALUE);
    private final EngineHandshakes engines = recording.engines();
    private final FileDescriptor client = Records.descriptor(1_000_021);
    private final FileDescriptor server = Records.descriptor(1_000_022);
    private final FileDescriptor proxy = Records.descriptor(1_000_023);
    private final List<ByteBuffer> reachable = new ArrayList<>();
    private final Object engine = new Object();

    @BeforeEach
    void start() {
        recording.start();
        for (FileDescriptor each : List.of(client, server, proxy)) {
            recording.create(each, null, false);
        }
        EngineHooks.created();
    }

    @AfterEach
    void stop() {
        recording.stop();
    }

    @Test
    void nothingIsExaminedBeforeThereIsAnEngine() {
        Recording other = new Recording(new ThreadGroup("agent"), 64, 0, 0);

        assertThat(other.engines().areMet()).isFalse();
        assertThat(engines.areMet()).isTrue();
    }

    @Test
    void clientIsTiedToTheFirstThatSendsItsHello() throws Exception {
        ByteBuffer hello = hello();
        EngineHandshake handshake = engines.begin(engine, 7);
        engines.made(handshake, random(hello));
        engines.sending(client, address(direct(new byte[100])), 100);
        assertThat(handshake.record).isNull();

        engines.sending(client, address(hello), hello.remaining());
        engines.sending(proxy, address(hello), hello.remaining());

        assertThat(handshake.record.get()).isSameAs(client);
        assertBegun(client, 7);
        assertThat(engines.end(engine)).isSameAs(handshake);
        assertThat(engines.end(engine)).as("again").isNull();
    }

    @Test
    void serverIsTiedToTheLastThatHasReceivedItsHello() throws Exception {
        ByteBuffer hello = hello();
        engines.received(proxy, address(hello), hello.remaining());
        long before = System.nanoTime();
        engines.received(server, address(hello), hello.remaining());

        engines.taken(engine, random(hello));

        EngineHandshake handshake = engines.end(engine);
        assertThat(handshake.record.get()).isSameAs(server);
        assertThat(handshake.startedAt - before).isNotNegative();
        assertBegun(server, handshake.startedAt);
    }

    /** Its own goes the other way. */
    @Test
    void serverIsNotTiedToTheClientsEnd() throws Exception {
        ByteBuffer hello = hello();
        engines.sending(client, address(hello), hello.remaining());

        engines.taken(engine, random(hello));

        assertThat(engines.end(engine)).isNull();
    }

    /** A server may ask for another ClientHello, with the same random. */
    @Test
    void theSecondHelloOfAHandshakeChangesNothing() throws Exception {
        ByteBuffer hello = hello();
        engines.received(server, address(hello), hello.remaining());
        engines.taken(engine, random(hello));
        SocketEvent begun = recording.poll();

        engines.received(server, address(hello), hello.remaining());
        engines.taken(engine, random(hello));

        assertThat(engines.end(engine).startedAt).isEqualTo(begun.at);
        assertThat(recording.poll()).isNull();
    }

    @Test
    void onlyAWholeRandomAtTheBeginningIsOne() throws Exception {
        ByteBuffer hello = hello();
        byte[] applicationData = new byte[100];
        applicationData[0] = 23;

        assertThat(HelloRandom.at(address(hello), RANDOM + 32)).isEqualTo(random(hello));
        assertThat(HelloRandom.at(address(hello), RANDOM + 31)).isNull();
        assertThat(HelloRandom.at(address(direct(applicationData)), 100)).isNull();
        assertThat(HelloRandom.at(address(hello), hello.remaining())).isNotEqualTo(random(hello()));
    }

    @Test
    void readsTheFirstOfManyBuffers() throws Exception {
        ByteBuffer hello = hello();
        EngineHandshake handshake = engines.begin(engine, 7);
        engines.made(handshake, random(hello));
        ByteBuffer vector = direct(new byte[32]);
        vector.order(ByteOrder.nativeOrder());
        vector.putLong(0, address(hello)).putLong(8, hello.remaining());

        EngineHooks.writingVector(client, address(vector));
        TransferHooks.readVector(server, address(vector), hello.remaining(), null);
        Object other = new Object();
        engines.taken(other, random(hello));

        assertThat(handshake.record.get()).isSameAs(client);
        assertThat(engines.end(other).record.get()).isSameAs(server);
    }

    /** The application may forget an engine in the middle of its handshake. */
    @Test
    @Timeout(60)
    void keepsNoEngine() throws Exception {
        ByteBuffer hello = hello();
        Object forgotten = new Object();
        EngineHandshake handshake = engines.begin(forgotten, 7);
        engines.made(handshake, random(hello));
        forgotten = null;
        while (handshake.get() != null) {
            System.gc();
        }
        // The collector enqueues it a moment later.
        while (engines.isFollowed(handshake)) {
            engines.end(engine);
            engines.begin(engine, 8);
        }

        engines.sending(client, address(hello), hello.remaining());
        assertThat(handshake.record).isNull();
    }

    private void assertBegun(FileDescriptor descriptor, long at) {
        SocketEvent event = recording.poll();
        assertThat(event.kind).isEqualTo(EventKind.TLS_HANDSHAKE);
        assertThat(event.record.get()).isSameAs(descriptor);
        assertThat(event.at).isEqualTo(at);
        assertThat(event.detail).isNull();
        assertThat(recording.poll()).isNull();
    }

    /** What a client of the JDK's sends first. */
    private ByteBuffer hello() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine maker = context.createSSLEngine();
        maker.setUseClientMode(true);
        ByteBuffer made = ByteBuffer.allocateDirect(maker.getSession().getPacketBufferSize());
        maker.wrap(ByteBuffer.allocate(0), made);
        made.flip();
        reachable.add(made);
        return made;
    }

    private ByteBuffer direct(byte[] content) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(content.length);
        buffer.put(content).flip();
        reachable.add(buffer);
        return buffer;
    }

    private static long address(ByteBuffer buffer) throws ReflectiveOperationException {
        return DirectMemory.address(buffer);
    }

    private static HelloRandom random(ByteBuffer hello) {
        byte[] bytes = new byte[32];
        hello.duplicate().position(RANDOM).get(bytes);
        return new HelloRandom(bytes);
    }
}
