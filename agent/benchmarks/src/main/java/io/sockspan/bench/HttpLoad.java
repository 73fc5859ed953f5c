package io.sockspan.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Requests to the server that a process is.
 *
 * @param warmUp seconds of load before what is measured
 * @param measured seconds of load that are measured
 * @param keepsAlive whether a connection serves many requests, not one
 */
record HttpLoad(double warmUp, double measured, boolean keepsAlive) implements Load {
    @Override
    public Map<String, Double> putOn(Process process, Output output) throws IOException, InterruptedException {
        int port = Integer.parseInt(output.await("port ", process));
        try (Writer server = process.outputWriter(StandardCharsets.UTF_8)) {
            Wrk.run(port, warmUp, keepsAlive);
            tell(server, "begin");
            Map<String, Double> seen = Wrk.run(port, measured, keepsAlive);
            tell(server, "end");
            return seen;
        }
    }

    private static void tell(Writer server, String line) throws IOException {
        server.write(line + "\n");
        server.flush();
    }
}
