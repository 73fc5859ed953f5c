package io.sockspan.demo.scenario;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;

/** A channel whose connect failed before TCP was asked, and which is kept. */
final class NeverConnected implements Scenario {
    @Override
    public String name() {
        return "never-connected";
    }

    @Override
    public String title() {
        return "LEAK: a channel that never got as far as a SYN";
    }

    @Override
    public String explanation() {
        return "The name of the server was not resolved, and connect() throws UnresolvedAddressException. That\n"
                + "one is unchecked, and unlike after a refused connect the channel is not closed. No segment was\n"
                + "sent, and the kernel lists no connection: there is only a descriptor, which is kept by whoever\n"
                + "keeps the channel, here a list of connections to try again later.";
    }

    private static final int PORT = 5432;

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("never_connected");
        SocketChannel channel = SocketChannel.open();
        stage.keep(channel);
        try {
            channel.connect(InetSocketAddress.createUnresolved("warehouse.invalid", PORT));
            throw new IllegalStateException("An unresolved address was connected to");
        } catch (UnresolvedAddressException e) {
            stage.say("client: %s, and isOpen() is %s", e.getClass().getSimpleName(), channel.isOpen());
        }
    }
}
