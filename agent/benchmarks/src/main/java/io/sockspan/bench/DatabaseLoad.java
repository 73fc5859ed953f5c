package io.sockspan.bench;

import io.sockspan.testkit.Output;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.h2.tools.Server;

/** A database in this process, to which the measured one connects: outside of its control group, and faster than it. */
record DatabaseLoad() implements Load {
    private static final Pattern RESULT = Pattern.compile("^result ");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public Map<String, Double> putOn(Process process, Output output) throws IOException, InterruptedException {
        Server server;
        try {
            server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        } catch (SQLException e) {
            throw new IOException("the database does not start", e);
        }
        String url = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:bench";
        // So that the server has served once, and the measured process does not wait for its start.
        try (Connection first = DriverManager.getConnection(url);
                Writer input = process.outputWriter(StandardCharsets.UTF_8)) {
            first.createStatement().execute("select 1");
            input.write(url + "\n");
            input.flush();
            output.await(RESULT, 0, PATIENCE)
                    .orElseThrow(() -> new IOException("the process did not say whether it started"));
        } catch (SQLException e) {
            throw new IOException("the database does not answer", e);
        } finally {
            server.stop();
        }
        return Map.of();
    }
}
