package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import io.sockspan.it.app.Server;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** Looks at the agent's MBean as a JMX client would; one connection stays in CLOSE_WAIT. */
public final class Managed {
    private Managed() {}

    public static void main(String[] args) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.sockspan:type=Sockets");
        try (ServerSocket listener = new ServerSocket(0, 50, Server.LOOPBACK);
                Socket client = new Socket(Server.LOOPBACK, listener.getLocalPort())) {
            listener.accept().close();
            new App()
                    .on("registered", () -> "registered " + server.isRegistered(name))
                    .on(
                            "open",
                            () -> "open " + server.getAttribute(name, "Open") + " " + server.getAttribute(name, "Seen")
                                    + " " + server.getAttribute(name, "Dropped"))
                    .on(
                            "states",
                            () -> "states "
                                    + server.getAttribute(name, "OpenByState")
                                            .toString()
                                            .contains("CLOSE_WAIT"))
                    .on("suspects", () -> {
                        CompositeData[] suspects = (CompositeData[]) server.getAttribute(name, "Suspects");
                        StringBuilder told = new StringBuilder("suspects");
                        for (CompositeData suspect : suspects) {
                            told.append(' ').append(suspect.get("kind"));
                            told.append(' ').append(suspect.get("count"));
                            told.append(' ').append(suspect.get("openedAt"));
                        }
                        return told;
                    })
                    .on(
                            "leaks",
                            () -> server.invoke(name, "leaks", new Object[0], new String[0])
                                    .toString()
                                    .split("\n")[0])
                    .on("html", () -> {
                        Object page = server.invoke(
                                name, "report", new Object[] {"html"}, new String[] {String.class.getName()});
                        return "html " + page.toString().startsWith("<!DOCTYPE html>");
                    })
                    .on("detach", () -> {
                        Class.forName("io.sockspan.agent.Sockspan", true, ClassLoader.getSystemClassLoader())
                                .getMethod("detach")
                                .invoke(null);
                        return "detached";
                    })
                    .serve();
        }
    }
}
