package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sets a security manager when it runs already, which then loads its policy for the first socket; and opens a connection. */
public final class LateGuard {
    private static final List<Socket> OPEN = Collections.synchronizedList(new ArrayList<>());

    private LateGuard() {}

    public static void main(String[] args) throws Exception {
        System.setSecurityManager(new SecurityManager());
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket server = listener.accept()) {
            App.say("opened");
            new App()
                    .on("again", () -> {
                        OPEN.add(new Socket(Server.LOOPBACK, listener.getLocalPort()));
                        OPEN.add(listener.accept());
                        return "opened again";
                    })
                    .serve();
        }
    }
}
