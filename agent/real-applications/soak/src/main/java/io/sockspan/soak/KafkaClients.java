package io.sockspan.soak;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer, a consumer of a group, and an administrator. */
final class KafkaClients implements Application {
    private static final String TOPIC = "soak";
    private static final String LONG_VALUE = "x".repeat(10_000);

    private final Properties config = new Properties();
    private KafkaProducer<String, String> producer;
    private Admin admin;
    private KafkaConsumer<String, String> held;

    @Override
    public void start(Address address) throws Exception {
        config.setProperty("bootstrap.servers", address.hostAndPort());
        config.setProperty("key.serializer", StringSerializer.class.getName());
        config.setProperty("value.serializer", StringSerializer.class.getName());
        config.setProperty("key.deserializer", StringDeserializer.class.getName());
        config.setProperty("value.deserializer", StringDeserializer.class.getName());
        config.setProperty("auto.offset.reset", "earliest");
        admin = Admin.create(config);
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        producer = new KafkaProducer<>(config);
        Thread consuming = new Thread(this::consume, "consumer");
        consuming.setDaemon(true);
        consuming.start();
    }

    private void consume() {
        Properties ofGroup = new Properties();
        ofGroup.putAll(config);
        ofGroup.setProperty("group.id", "soak");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(ofGroup)) {
            consumer.subscribe(Collections.singleton(TOPIC));
            while (true) {
                consumer.poll(Duration.ofSeconds(1));
            }
        }
    }

    @Override
    public void use() throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, "value")).get();
        admin.describeTopics(Collections.singleton(TOPIC)).allTopicNames().get();
    }

    /** A consumer has asked for the next records when it has returned the last ones; nobody takes those. */
    @Override
    public void leak() throws Exception {
        held = new KafkaConsumer<>(config);
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        held.assign(Collections.singleton(partition));
        while (held.poll(Duration.ofSeconds(5)).isEmpty()) { // the leak
            producer.send(new ProducerRecord<>(TOPIC, "value")).get();
        }
        producer.send(new ProducerRecord<>(TOPIC, LONG_VALUE)).get();
    }
}
