package io.sockspan.soak;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.Socket;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A producer and a consumer over JMS. */
final class ArtemisClients implements Application {
    private Address address;
    private Session session;
    private MessageProducer producer;
    private MessageConsumer consumer;
    private Socket held;

    @Override
    public void start(Address address) throws JMSException {
        this.address = address;
        Connection connection = new ActiveMQConnectionFactory("tcp://" + address.hostAndPort()).createConnection();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        Queue queue = session.createQueue("soak");
        producer = session.createProducer(queue);
        consumer = session.createConsumer(queue);
        connection.start();
    }

    @Override
    public void use() throws JMSException {
        producer.send(session.createTextMessage("message"));
        if (consumer.receive(5_000) == null) {
            throw new JMSException("no message");
        }
    }

    /** The broker ends a connection over which no handshake comes. */
    @Override
    public void leak() throws IOException {
        held = new Socket(Address.HOST, address.port); // the leak
    }
}
