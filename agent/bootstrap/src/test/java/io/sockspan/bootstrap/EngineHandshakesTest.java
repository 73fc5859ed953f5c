package io.sockspan.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

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
    void start() throws Exception {
        recording.start();
        for (FileDescriptor each : List.of(client, server, proxy)) {
            recording.create(each, null, false);
        }
        EngineHooks.created(new Object());
        assertThat(engines.areMet()).isFalse();
        EngineHooks.created(SSLContext.getDefault().createSSLEngine());
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

    /** Something unseen has sent it to the proxy. */
    @Test
    void clientIsNotTiedToAProxyThatForwardsItsHello() throws Exception {
        ByteBuffer hello = hello();
        EngineHandshake handshake = engines.begin(engine, 7);
        engines.made(handshake, random(hello));

        engines.received(server, address(hello), hello.remaining());
        engines.sending(proxy, address(hello), hello.remaining());

        assertThat(handshake.record).isNull();
        assertThat(engines.end(engine)).isNull();
        assertThat(recording.poll()).isNull();
    }

    /** The memory may be that of a file. */
    @Test
    void readsNoMoreThanAClientSendsFirst() throws Exception {
        ByteBuffer hello = hello();
        EngineHandshake handshake = engines.begin(engine, 7);
        engines.made(handshake, random(hello));

        engines.sending(client, address(hello), HelloRandom.LONGEST_RECORD + 1);
        assertThat(handshake.record).isNull();
        engines.sending(client, address(hello), HelloRandom.LONGEST_RECORD);
        assertThat(handshake.record.get()).isSameAs(client);
    }

    @Test
    void serverIsTiedToTheConnectionThatHasReceivedItsHello() throws Exception {
        ByteBuffer hello = hello();
        long before = System.nanoTime();
        engines.received(server, address(hello), hello.remaining());

        engines.taken(engine, random(hello));

        EngineHandshake handshake = engines.end(engine);
        assertThat(handshake.record.get()).isSameAs(server);
        assertThat(handshake.startedAt - before).isNotNegative();
        assertBegun(server, handshake.startedAt);
    }

    /** The peer chooses it. Nobody knows which engine serves which connection. */
    @Test
    void aHelloOnSeveralConnectionsTiesNone() throws Exception {
        ByteBuffer hello = hello();
        engines.received(proxy, address(hello), hello.remaining());
        engines.received(server, address(hello), hello.remaining());

        engines.taken(engine, random(hello));
        engines.received(client, address(hello), hello.remaining());
        engines.taken(new Object(), random(hello));

        assertThat(engines.end(engine)).isNull();
        assertThat(recording.poll()).isNull();
    }

    @Test
    void aHelloThatAlsoAnUnknownConnectionHasReceivedTiesNone() throws Exception {
        ByteBuffer hello = hello();
        engines.received(Records.descriptor(1_000_024), address(hello), hello.remaining());
        engines.received(server, address(hello), hello.remaining());

        engines.taken(engine, random(hello));

        assertThat(engines.end(engine)).isNull();
    }

    @Test
    void aHelloThatComesTwiceOnOneConnectionTiesIt() throws Exception {
        ByteBuffer hello = hello();
        engines.received(server, address(hello), hello.remaining());
        engines.received(server, address(hello), hello.remaining());

        engines.taken(engine, random(hello));

        assertThat(engines.end(engine).record.get()).isSameAs(server);
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
        // The collector clears it, and enqueues it a moment later.
        while (!handshake.isEnqueued()) {
            System.gc();
        }
        engines.begin(engine, 8);

        engines.sending(client, address(hello), hello.remaining());
        assertThat(handshake.record).isNull();
    }

    @Test
    void followsNoMoreThanItHasRoomFor() {
        List<Object> others = fill();

        assertThat(engines.begin(engine, 7)).isNull();
        assertThat(recording.handshakesUnfollowed()).isEqualTo(1);
        engines.end(others.get(0));
        assertThat(engines.begin(engine, 7)).isNotNull();
        assertThat(recording.handshakesUnfollowed()).isEqualTo(1);
    }

    /** Engines whose handshakes never end can be reachable for long. */
    @Test
    void theEndOfTheirConnectionsMakesRoom() {
        List<Object> others = fill();
        recording.gone(recording.find(server));

        assertThat(engines.begin(engine, 7)).isNotNull();
        assertThat(engines.end(others.get(0))).as("on an open connection").isNotNull();
        assertThat(engines.end(others.get(1))).as("on a closed one").isNull();
    }

    /** The first handshake's connection is the client's, that of the others the server's. Returns the engines. */
    private List<Object> fill() {
        SocketRecord first = recording.find(client);
        SocketRecord second = recording.find(server);
        List<Object> others = new ArrayList<>();
        while (others.size() < EngineHandshakes.MOST) {
            Object other = new Object();
            EngineHandshake handshake = engines.begin(other, 7);
            // Two objects can have the same identity hash.
            if (handshake != null) {
                handshake.record = others.isEmpty() ? first : second;
                others.add(other);
            }
        }
        return others;
    }

    /** Nothing may be said of its end. */
    @Test
    void anOutcomeThatIsLostMakesItsConnectionIncomplete() throws Exception {
        SSLEngine maker = SSLContext.getDefault().createSSLEngine();
        SocketRecord record = recording.find(client);
        engines.begin(maker, 7).record = record;

        assertThatNullPointerException().isThrownBy(() -> TlsHooks.finishing(maker, null, null));

        assertThat(record.is(SocketRecord.INCOMPLETE)).isTrue();
    }

    @Test
    void ordersRandomsSoThatMapsStayFast() throws Exception {
        byte[] less = new byte[32];
        byte[] more = new byte[32];
        less[31] = -1;
        more[0] = 1;

        assertThat(new HelloRandom(less)).isLessThan(new HelloRandom(more));
        assertThat(new HelloRandom(more)).isGreaterThan(new HelloRandom(less));
        assertThat(new HelloRandom(more.clone())).isEqualByComparingTo(new HelloRandom(more));
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
