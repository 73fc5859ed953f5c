package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketLeaks;
import io.sockspan.testing.SocketMark;
import io.sockspan.testing.SocketRole;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** One's own connection handling as the subject of a test; nothing of JUnit is needed for that. */
@Isolated
class ConnectionsTest {
    @Test
    void opensOneConnectionAndClosesItFirst() throws Exception {
        try (Shop shop = new Shop()) {
            int port = URI.create(shop.url()).getPort();
            SocketMark before = SocketLeaks.snapshot();

            assertTrue(new ShopProbe().isOpen(shop.url()));

            List<RecordedSocket> opened = SocketLeaks.openedSince(before).stream()
                    .filter(socket -> socket.role() == SocketRole.CLIENT && socket.peerPort() == port)
                    .collect(Collectors.toList());
            assertEquals(1, opened.size());
            assertTrue(opened.get(0).isClosedByUsFirst(), () -> opened.get(0).toString());
        }
    }
}
