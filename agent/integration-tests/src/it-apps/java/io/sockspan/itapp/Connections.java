package io.sockspan.itapp;

/** Says which connections were made, for the test to compare: {@code connection WAY CLIENT-PORT SERVER-PORT}. */
final class Connections {
    private Connections() {}

    static void made(String way, int clientPort, int serverPort) {
        App.say("connection " + way + " " + clientPort + " " + serverPort);
    }
}
