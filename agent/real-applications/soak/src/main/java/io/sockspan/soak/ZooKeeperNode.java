package io.sockspan.soak;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A ZooKeeper server. */
final class ZooKeeperNode implements Application {
    private int peer;
    private Socket held;

    @Override
    public void start(Address address) throws Exception {
        System.setProperty("zookeeper.4lw.commands.whitelist", "*");
        System.setProperty("zookeeper.admin.enableServer", "false");
        File directory = new File(address.directory, "zookeeper");
        ZooKeeperServer server = new ZooKeeperServer(directory, directory, 2_000);
        NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
        factory.configure(new InetSocketAddress(Address.HOST, address.port), 60);
        factory.startup(server);
        peer = ClosingPeer.start();
    }

    @Override
    public void leak() throws IOException {
        held = new Socket(Address.HOST, peer); // the leak
    }
}
