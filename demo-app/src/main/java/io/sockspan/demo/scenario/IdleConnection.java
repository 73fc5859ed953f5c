package io.sockspan.demo.scenario;

import static io.sockspan.demo.scenario.KernelState.ESTABLISHED;

import java.net.ServerSocket;
import java.net.Socket;

/** An established connection that nobody uses any more. */
final class IdleConnection implements Scenario {
    @Override
    public String name() {
        return "idle-connection";
    }

    @Override
    public String title() {
        return "LEAK: established, and never used again";
    }

    @Override
    public String explanation() {
        return "Question and answer went well, and then both ends forgot the connection. Nothing is wrong with it:\n"
                + "TCP keeps an idle connection for ever and sends nothing at all, unless keep-alive is on. Whether\n"
                + "it is a leak or waits for its next use, TCP cannot know, so the agent reports idle connections\n"
                + "only where leak.idle is set.";
    }

    @Override
    public void run(Stage stage) throws Exception {
        stage.expectSuspect("idle");
        try (ServerSocket listener = Loopback.listen()) {
            Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
            stage.keep(client);
            Socket server = listener.accept();
            stage.keep(server);
            client.getOutputStream().write('?');
            stage.say("server reads: %s", Loopback.read(server));
            server.getOutputStream().write('!');
            stage.say("client reads: %s", Loopback.read(client));
            stage.await(Ends.of(client), ESTABLISHED, ESTABLISHED);
        }
    }
}
