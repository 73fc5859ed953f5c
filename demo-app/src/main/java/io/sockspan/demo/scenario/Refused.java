package io.sockspan.demo.scenario;

import java.net.ConnectException;
import java.net.Socket;

/** A connect to a port that is bound, but not listened at. */
final class Refused implements Scenario {
    @Override
    public String name() {
        return "refused";
    }

    @Override
    public String title() {
        return "nobody listens at that port";
    }

    @Override
    public String explanation() {
        return "The client sends a SYN and is in SYN_SENT. The port is bound, so that nobody else can take it,\n"
                + "but nobody listens: the kernel over there answers with RST+ACK. connect() fails at once with\n"
                + "ConnectException, the client's end goes from SYN_SENT to CLOSED, and there is no second end.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (Socket bound = new Socket();
                Socket client = new Socket()) {
            bound.bind(Loopback.anyPort());
            try {
                client.connect(bound.getLocalSocketAddress());
                throw new IllegalStateException("A port at which nobody listens has accepted");
            } catch (ConnectException e) {
                stage.say("client: %s", e.getMessage());
            }
        }
    }
}
