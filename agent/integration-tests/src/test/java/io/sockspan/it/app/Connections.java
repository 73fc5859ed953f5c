package io.sockspan.it.app;

/** Says which connections were made, for the test to compare: {@code connection WAY CLIENT-PORT SERVER-PORT}. */
public final class Connections {
    private Connections() {}

    public static void made(String way, int clientPort, int serverPort) {
        App.say("connection " + way + " " + clientPort + " " + serverPort);
    }
}
