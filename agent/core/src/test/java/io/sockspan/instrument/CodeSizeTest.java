package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The code that hooks add to each JDK method, which the JIT compiles again into everything that the method is inlined into. A hook passes
 * what it has to one call; what is decided, is decided behind it.
 */
class CodeSizeTest {
    /** One call with one argument, and its handler. */
    private static final int SIMPLE = 16;

    /** Bytes for the methods that need more, by class and name. */
    private static final Map<String, Integer> BUDGETS = Map.ofEntries(
            Map.entry("AbstractPlainSocketImpl.accept", 33),
            Map.entry("AbstractPlainSocketImpl.create", 37),
            Map.entry("AbstractPlainSocketImpl.doConnect", 85),
            Map.entry("AbstractPlainSocketImpl.listen", 23),
            Map.entry("SocketInputStream.socketRead", 67),
            Map.entry("SocketOutputStream.socketWrite", 66),
            Map.entry("NioSocketImpl.accept", 51),
            Map.entry("NioSocketImpl.connect", 84),
            Map.entry("NioSocketImpl.listen", 28),
            Map.entry("SocketChannelImpl.<init>", 55),
            Map.entry("SocketChannelImpl.blockingConnect", 85),
            Map.entry("SocketChannelImpl.connect", 75),
            Map.entry("SocketChannelImpl.finishConnect", 67),
            Map.entry("SocketChannelImpl.implCloseSelectableChannel", 17),
            Map.entry("ServerSocketChannelImpl.<init>", 17),
            Map.entry("ServerSocketChannelImpl.implCloseSelectableChannel", 17),
            Map.entry("ServerSocketChannelImpl.accept", 38),
            Map.entry("ServerSocketChannelImpl.bind", 39),
            Map.entry("UnixAsynchronousSocketChannelImpl.<init>", 48),
            Map.entry("UnixAsynchronousSocketChannelImpl.implConnect", 111),
            Map.entry("UnixAsynchronousSocketChannelImpl.setConnected", 23),
            Map.entry("AsynchronousServerSocketChannelImpl.bind", 42),
            Map.entry("Net.serverSocket", 38),
            Map.entry("Net.socket", 38),
            Map.entry("FileChannelImpl.transferToDirectlyInternal", 32),
            Map.entry("FileChannelImpl.transferToFileDescriptor", 32),
            Map.entry("InetAddress.getAddressesFromNameService", 54),
            Map.entry("SSLSocketImpl.startHandshake", 45),
            Map.entry("ClientHello$ClientHelloKickstartProducer.produce", 35),
            Map.entry("ClientHello$ClientHelloConsumer.onClientHello", 17),
            Map.entry("TransportContext.fatal", 23),
            Map.entry("TransportContext.finishHandshake", 24),
            Map.entry("SocketDispatcher.read", 57),
            Map.entry("SocketDispatcher.readv", 57),
            Map.entry("SocketDispatcher.write", 57),
            Map.entry("SocketDispatcher.writev", 57));

    private final Weaver weaver = new Weaver();

    @Test
    void eachMethodKeepsToItsBudget() {
        int measured = 0;
        for (String target : Instrumentations.TARGETS) {
            byte[] original = weaver.original(target);
            byte[] woven = original == null ? null : weaver.weave(target, original).classFile;
            if (woven != null) {
                measured += measure(target, CodeSizes.of(original), CodeSizes.of(woven));
            }
        }
        assertThat(measured).as("methods with hooks").isGreaterThan(20);
    }

    private static int measure(String target, Map<String, Integer> before, Map<String, Integer> after) {
        int measured = 0;
        for (Map.Entry<String, Integer> method : after.entrySet()) {
            int added = method.getValue() - before.get(method.getKey());
            String name = method.getKey().substring(0, method.getKey().indexOf('('));
            String key = target.substring(target.lastIndexOf('.') + 1) + "." + name;
            assertThat(added).as("bytes added to %s", key).isLessThanOrEqualTo(BUDGETS.getOrDefault(key, SIMPLE));
            measured += added > 0 ? 1 : 0;
        }
        return measured;
    }
}
