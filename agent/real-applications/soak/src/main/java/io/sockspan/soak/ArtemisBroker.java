package io.sockspan.soak;

import java.io.IOException;
import java.net.Socket;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An Artemis broker that stores nothing. */
final class ArtemisBroker implements Application {
    private int peer;
    private Socket held;

    @Override
    public void start(Address address) throws Exception {
        Configuration config = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("tcp", "tcp://" + address.hostAndPort());
        new EmbeddedActiveMQ().setConfiguration(config).start();
        peer = ClosingPeer.start();
    }

    @Override
    public void leak() throws IOException {
        held = new Socket(Address.HOST, peer); // the leak
    }
}
