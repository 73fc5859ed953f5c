package io.sockspan.soak;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A Kafka node that is broker and controller, and ends idle connections early. */
final class KafkaBroker implements Application {
    private int peer;
    private Socket held;

    @Override
    public void start(Address address) throws IOException {
        int controller = address.port + 1;
        Properties config = new Properties();
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", "1");
        config.setProperty("controller.quorum.voters", "1@localhost:" + controller);
        config.setProperty(
                "listeners", "PLAINTEXT://localhost:" + address.port + ",CONTROLLER://localhost:" + controller);
        config.setProperty("advertised.listeners", "PLAINTEXT://localhost:" + address.port);
        config.setProperty("controller.listener.names", "CONTROLLER");
        config.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.setProperty("log.dirs", address.directory + "/kafka");
        config.setProperty("offsets.topic.replication.factor", "1");
        config.setProperty("offsets.topic.num.partitions", "1");
        config.setProperty("group.initial.rebalance.delay.ms", "0");
        config.setProperty("log.cleaner.enable", "false");
        config.setProperty("connections.max.idle.ms", "30000");
        Path file = Path.of(address.directory, "kafka.properties");
        try (var out = Files.newBufferedWriter(file)) {
            config.store(out, null);
        }
        int formatted = StorageTool.execute(
                new String[] {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()},
                System.err);
        if (formatted != 0) {
            throw new IOException("the storage was not formatted");
        }
        new KafkaRaftServer(KafkaConfig.fromProps(config), Time.SYSTEM).startup();
        peer = ClosingPeer.start();
    }

    @Override
    public void leak() throws IOException {
        held = new Socket(Address.HOST, peer); // the leak
    }
}
