package shop;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** Whether a shop is there at all. */
class ShopProbe {
    boolean isOpen(String url) {
        URI shop = URI.create(url);
        try (Socket socket = new Socket(shop.getHost(), shop.getPort())) {
            return socket.isConnected();
        } catch (IOException closed) {
            return false;
        }
    }
}
