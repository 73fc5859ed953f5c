package io.sockspan.demo.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/**
 * Linux's own list of TCP connections: a witness that is independent of the agent, and the way to wait for what happens after a
 * close, when no socket is left to ask.
 */
final class KernelTable {
    // IPv4 connections of a JVM stand in tcp6, unless it prefers the IPv4 stack.
    private static final Path[] FILES = {Paths.get("/proc/self/net/tcp6"), Paths.get("/proc/self/net/tcp")};

    // The first column is a running number; what comes after the state does not matter here.
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int COLUMNS = 5;

    private KernelTable() {}

    static boolean isReadable() {
        for (Path file : FILES) {
            if (Files.isReadable(file)) {
                return true;
            }
        }
        return false;
    }

    static KernelState ofClient(Ends ends) {
        return stateOf(ends.clientPort, ends.serverPort);
    }

    static KernelState ofServer(Ends ends) {
        return stateOf(ends.serverPort, ends.clientPort);
    }

    /** Whether some client has sent a SYN to this port, and has no answer yet. */
    static boolean isConnecting(int serverPort) {
        return rows(serverPort).stream()
                .anyMatch(row -> port(row[REMOTE]) == serverPort && state(row) == KernelState.SYN_SENT);
    }

    private static KernelState stateOf(int localPort, int remotePort) {
        return rows(localPort).stream()
                .filter(row -> port(row[LOCAL]) == localPort && port(row[REMOTE]) == remotePort)
                .map(KernelTable::state)
                .findFirst()
                .orElse(KernelState.GONE);
    }

    /** The rows in which a port appears. Tables can be long: what does not matter is not taken apart. */
    private static List<String[]> rows(int port) {
        String hexadecimal = String.format(":%04X ", port);
        List<String[]> rows = new ArrayList<>();
        for (Path file : FILES) {
            if (Files.isReadable(file)) {
                for (String line : lines(file)) {
                    if (line.contains(hexadecimal)) {
                        rows.add(line.trim().split(" +", COLUMNS));
                    }
                }
            }
        }
        return rows;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static KernelState state(String[] row) {
        return KernelState.ofNumber(Integer.parseInt(row[STATE], 16));
    }
}
