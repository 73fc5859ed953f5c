package io.sockspan.it.start.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.net.ServerSocket;
import java.net.Socket;

/** Says what the application can see of the agent, and the agent of the application. Uses one socket, so that all of it is loaded. */
public final class Loaders {
    private Loaders() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort());
                Socket server = listener.accept()) {
            client.getOutputStream().write(1);
            server.getInputStream().read();
        }
        ClassLoader own = ClassLoader.getSystemClassLoader();
        for (String name : args) {
            App.say("application " + sees(own, name) + " " + name);
        }
        ClassLoader core = agentThread().getContextClassLoader();
        App.say("agent " + sees(core, Loaders.class.getName()) + " " + Loaders.class.getName());
        App.say("agent " + sees(core, "io.sockspan.runtime.Agent") + " io.sockspan.runtime.Agent");
        boolean resource = core.getResource("io/sockspan/it/start/app/Loaders.class") != null;
        App.say("agent " + (resource ? "sees" : "misses") + " resources");
        new App().serve();
    }

    private static String sees(ClassLoader loader, String name) {
        try {
            Class.forName(name, false, loader);
            return "sees";
        } catch (ClassNotFoundException e) {
            return "misses";
        }
    }

    private static Thread agentThread() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("sockspan")) {
                return thread;
            }
        }
        throw new IllegalStateException("the agent has no thread");
    }
}
