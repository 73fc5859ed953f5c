package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.net.ServerSocket;
import java.net.Socket;

/** Sets a security manager when it runs already, which then loads its policy for the first socket; and opens a connection. */
public final class LateGuard {
    private LateGuard() {}

    public static void main(String[] args) throws Exception {
        System.setSecurityManager(new SecurityManager());
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket server = listener.accept()) {
            App.say("opened");
            new App()
                    .on("again", () -> {
                        Socket another = new Socket(Server.LOOPBACK, listener.getLocalPort());
                        listener.accept();
                        return "opened again";
                    })
                    .serve();
        }
    }
}
