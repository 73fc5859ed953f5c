package io.sockspan.it.export;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/**
 * A real Jaeger 2, on ports of its own, and a Collector with the project's configuration in front of it. Without {@value #BINARY} in the
 * environment the tests are skipped. Without {@value #COLLECTOR_BINARY} Jaeger's binary serves as the Collector: it is made of the same
 * components.
 */
final class Jaeger implements AutoCloseable {
    /** The path of the binary {@code jaeger}. */
    static final String BINARY = "SOCKSPAN_JAEGER";

    /** The path of a Collector's binary. */
    static final String COLLECTOR_BINARY = "SOCKSPAN_COLLECTOR";

    private static final Path COLLECTOR = Path.of("../../demo-app/observability/collector.yaml");

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final int queries = freePort();
    private final int received = freePort();
    private final int receivedByGrpc = freePort();
    private final int collected = freePort();

    /** Nothing runs yet, but the ports are known. */
    Jaeger(Path folder) throws IOException {
        assumeTrue(binary(BINARY) != null, BINARY + " names no Jaeger 2: what a real one shows is not tested");
        this.folder = folder;
    }

    /** Null if none is named. */
    private static String binary(String variable) {
        String path = System.getenv(variable);
        return path == null || path.isEmpty() ? null : path;
    }

    private static String collector() {
        return binary(COLLECTOR_BINARY) != null ? binary(COLLECTOR_BINARY) : binary(BINARY);
    }

    /** Where Jaeger itself takes OTLP over HTTP. */
    String endpoint() {
        return "http://127.0.0.1:" + received;
    }

    String grpcEndpoint() {
        return "http://127.0.0.1:" + receivedByGrpc;
    }

    /** Where the Collector takes OTLP over HTTP. */
    String collectorEndpoint() {
        return "http://127.0.0.1:" + collected;
    }

    Jaeger start() throws IOException {
        run(
                binary(BINARY),
                "jaeger.yaml",
                String.join(
                        "\n",
                        "service:",
                        "  extensions: [jaeger_storage, jaeger_query]",
                        "  pipelines: {traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}}",
                        "  telemetry: {logs: {level: warn}, metrics: {level: none}}",
                        "extensions:",
                        "  jaeger_query:",
                        "    storage: {traces: memory}",
                        "    http: {endpoint: '127.0.0.1:" + queries + "'}",
                        "    grpc: {endpoint: '127.0.0.1:" + freePort() + "'}",
                        "  jaeger_storage: {backends: {memory: {memory: {max_traces: 100000}}}}",
                        "receivers:",
                        "  otlp:",
                        "    protocols:",
                        "      http: {endpoint: '127.0.0.1:" + received + "'}",
                        "      grpc: {endpoint: '127.0.0.1:" + receivedByGrpc + "'}",
                        "exporters: {jaeger_storage_exporter: {trace_storage: memory}}",
                        ""));
        await("Jaeger's start").atMost(Duration.ofSeconds(60)).until(() -> get("/api/services") != null);
        return this;
    }

    /** Starts a Collector with the project's configuration, and that time until its tail sampler decides. */
    Jaeger startCollector(Duration decision) throws IOException {
        String ours = Files.readString(COLLECTOR)
                .replace("0.0.0.0:4317", "127.0.0.1:" + freePort())
                .replace("0.0.0.0:4318", "127.0.0.1:" + collected)
                .replace("0.0.0.0:8889", "127.0.0.1:" + freePort())
                .replaceFirst(
                        "decision_wait: \\d+s",
                        Matcher.quoteReplacement("decision_wait: " + decision.toSeconds() + "s"));
        run(collector(), "collector.yaml", ours + "  telemetry: {logs: {level: warn}, metrics: {level: none}}\n");
        await("the Collector's start").atMost(Duration.ofSeconds(60)).until(() -> answers(collected));
        return this;
    }

    private void run(String binary, String name, String configuration) throws IOException {
        Path file = Files.writeString(folder.resolve(name), configuration);
        ProcessBuilder builder = new ProcessBuilder(binary, "--config", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("JAEGER_ENDPOINT", endpoint());
        processes.add(builder.start());
    }

    /** The traces whose root has that name, as Jaeger's own page gets them. */
    List<JsonObject> traces(String service, String operation) throws IOException {
        long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        String query = "/api/traces?limit=10000&service=" + encoded(service) + "&operation=" + encoded(operation)
                + "&start=" + (now - TimeUnit.HOURS.toMicros(1)) + "&end=" + (now + TimeUnit.HOURS.toMicros(1));
        List<JsonObject> traces = new ArrayList<>();
        for (JsonElement trace :
                JsonParser.parseString(get(query)).getAsJsonObject().getAsJsonArray("data")) {
            traces.add(trace.getAsJsonObject());
        }
        return traces;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Null if nobody answers. */
    private String get(String path) throws IOException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + queries + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : null;
        } catch (IOException notYet) {
            return null;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static boolean answers(int port) {
        try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Below the ports that the kernel gives out by itself: it stays free until Jaeger listens there, however long that takes. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
