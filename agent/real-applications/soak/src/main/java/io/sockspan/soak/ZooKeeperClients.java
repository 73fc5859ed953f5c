package io.sockspan.soak;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooKeeper;

/** ZooKeeper's own client, Curator, and a probe that asks for the server's status. */
final class ZooKeeperClients implements Application {
    private Address address;
    private CuratorFramework curator;
    private ZooKeeper client;
    private Socket held;

    @Override
    public void start(Address address) throws Exception {
        this.address = address;
        curator = CuratorFrameworkFactory.newClient(address.hostAndPort(), new RetryOneTime(100));
        curator.start();
        curator.blockUntilConnected();
        client = new ZooKeeper(address.hostAndPort(), 10_000, event -> {});
    }

    @Override
    public void use() throws Exception {
        curator.checkExists().forPath("/");
        client.getChildren("/", false);
        try (Socket socket = new Socket(Address.HOST, address.port)) {
            probe(socket);
        }
    }

    /** The server answers, and ends the connection. */
    @Override
    public void leak() throws IOException {
        held = new Socket(Address.HOST, address.port); // the leak
        probe(held);
    }

    private static void probe(Socket socket) throws IOException {
        socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
        byte[] status = new byte[4_096];
        if (socket.getInputStream().read(status) < 0) {
            throw new IOException("no answer");
        }
    }
}
