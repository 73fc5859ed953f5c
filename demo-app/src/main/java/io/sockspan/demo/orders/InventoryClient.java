package io.sockspan.demo.orders;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks the warehouse. Has the bug that the demo is about. */
public final class InventoryClient {
    private final InetSocketAddress warehouse;
    /** The connections that are in use, as the books of a pool say. */
    private final Set<Socket> borrowed = ConcurrentHashMap.newKeySet();

    public InventoryClient(InetSocketAddress warehouse) {
        this.warehouse = warehouse;
    }

    /** Returns how many there are. */
    public int lookup(String item) throws IOException, UnknownItemException {
        Socket socket = new Socket(warehouse.getAddress(), warehouse.getPort());
        borrowed.add(socket);
        socket.getOutputStream().write((item + "\n").getBytes(StandardCharsets.US_ASCII));
        String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
        if (Warehouse.UNKNOWN.equals(answer)) {
            // The bug: this way out does not give the connection back. The warehouse has closed it; nobody does so
            // here.
            throw new UnknownItemException(item);
        }
        borrowed.remove(socket);
        socket.close();
        return Integer.parseInt(answer);
    }

    public Collection<Socket> borrowed() {
        return new ArrayList<>(borrowed);
    }
}
