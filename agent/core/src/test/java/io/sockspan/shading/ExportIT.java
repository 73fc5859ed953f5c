package io.sockspan.shading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.sockspan.http.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports for real with the packed jar, over each protocol: what the packing must not have thrown away is used here. */
class ExportIT {
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    @Test
    void exportsOverHttpWithGzip() throws Exception {
        Map<String, String> received = new ConcurrentHashMap<>();
        HttpServer backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            received.put(exchange.getRequestURI().getPath(), unpack(body));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        backend.start();
        Map<String, String> settings = Map.of(
                "otel.exporter.otlp.endpoint",
                        "http://127.0.0.1:" + backend.getAddress().getPort(),
                "otel.exporter.otlp.compression", "gzip",
                "otel.resource.attributes", "deployment.environment.name=test");
        try (PackedTelemetry telemetry = new PackedTelemetry(settings, problems::add)) {
            telemetry.accuse();
            assertThat(telemetry.flush()).isTrue();
            assertThat(telemetry.loaded).as("what is there for gRPC").noneMatch(ExportIT::isOfGrpc);
        } finally {
            backend.stop(0);
        }

        assertThat(received.get("/v1/traces"))
                .contains("tcp leak", "sockspan.leak.fingerprint", "0badcafe")
                .contains("telemetry.distro.name", "telemetry.sdk.version", "process.runtime.version")
                .contains("service.name", "deployment.environment.name")
                .doesNotContain("unknown_service");
        assertThat(received.get("/v1/metrics")).contains("sockspan.agent.spans").doesNotContain("io.opentelemetry");
        assertThat(problems).isEmpty();
    }

    @Test
    void exportsOverGrpc() throws Exception {
        try (GrpcBackend backend = new GrpcBackend()) {
            Map<String, String> settings =
                    Map.of("otel.exporter.otlp.endpoint", backend.endpoint(), "otel.exporter.otlp.protocol", "grpc");
            try (PackedTelemetry telemetry = new PackedTelemetry(settings, problems::add)) {
                telemetry.accuse();
                assertThat(telemetry.flush()).isTrue();
                assertThat(telemetry.loaded).anyMatch(ExportIT::isOfGrpc);
            }
            assertThat(backend.received)
                    .anySatisfy(body -> assertThat(body).contains("tcp leak"))
                    .anySatisfy(body -> assertThat(body).contains("sockspan.agent.spans"));
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void exportsOverGrpcToWhomTheSettingsTrustAndShowsItsOwnKey(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory, "ip:127.0.0.1");
        try (GrpcBackend backend = new GrpcBackend(certificate.context(), "TLSv1.3");
                PackedTelemetry telemetry =
                        new PackedTelemetry(secured(backend, certificate, directory, true), problems::add)) {
            telemetry.accuse();
            assertThat(telemetry.flush()).isTrue();
            assertThat(backend.received).anySatisfy(body -> assertThat(body).contains("tcp leak"));
        }
        assertThat(problems).isEmpty();
    }

    /** With TLS 1.3 the client learns it after its own handshake, if a reset does not come first. */
    @Test
    void saysThatTheBackendWantsACertificateOverGrpc(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory, "ip:127.0.0.1");
        try (GrpcBackend backend = new GrpcBackend(certificate.context(), "TLSv1.2");
                PackedTelemetry telemetry =
                        new PackedTelemetry(secured(backend, certificate, directory, false), problems::add)) {
            telemetry.accuse();
            await().atMost(Duration.ofSeconds(120)).until(() -> !problems.isEmpty());
            assertThat(backend.received).isEmpty();
        }
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("cannot send telemetry to https://")
                .contains("OTEL_EXPORTER_OTLP_CLIENT_KEY");
    }

    private static Map<String, String> secured(
            GrpcBackend backend, TestCertificate certificate, Path directory, boolean isShown) throws Exception {
        Path trusted = Files.writeString(directory.resolve("ca.pem"), certificate.certificatePem());
        Map<String, String> settings = new HashMap<>(Map.of(
                "otel.exporter.otlp.endpoint",
                backend.endpoint(),
                "otel.exporter.otlp.protocol",
                "grpc",
                "otel.exporter.otlp.certificate",
                trusted.toString(),
                "otel.metrics.exporter",
                "none"));
        if (isShown) {
            Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
            settings.put("otel.exporter.otlp.client.key", key.toString());
            settings.put("otel.exporter.otlp.client.certificate", trusted.toString());
        }
        return settings;
    }

    @Test
    void sendsAgainOverGrpcWhatWasUnavailableAndNotWhatIsInvalid() throws Exception {
        try (GrpcBackend backend = new GrpcBackend()) {
            backend.statuses.addAll(List.of("14", "0", "3"));
            Map<String, String> settings = Map.of(
                    "otel.exporter.otlp.endpoint", backend.endpoint(),
                    "otel.exporter.otlp.protocol", "grpc",
                    "otel.metrics.exporter", "none");
            try (PackedTelemetry telemetry = new PackedTelemetry(settings, problems::add)) {
                telemetry.accuse();
                await().atMost(Duration.ofSeconds(120)).until(() -> backend.received.size() == 2);
                assertThat(backend.received.get(1)).isEqualTo(backend.received.get(0));
                telemetry.accuse();
                await().atMost(Duration.ofSeconds(120)).until(() -> backend.received.size() == 3);
            }
            assertThat(backend.received).as("with what the end exports").hasSize(3);
        }
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).contains("gRPC status UNAVAILABLE");
        assertThat(problems.get(1)).endsWith(" takes traces again");
    }

    @Test
    void tellsThatTheBackendCannotBeReachedOverTls() throws Exception {
        try (GrpcBackend notTls = new GrpcBackend()) {
            Map<String, String> settings = Map.of(
                    "otel.exporter.otlp.endpoint",
                    notTls.endpoint().replace("http:", "https:"),
                    "otel.exporter.otlp.timeout",
                    "1000");
            try (PackedTelemetry telemetry = new PackedTelemetry(settings, problems::add)) {
                telemetry.accuse();
                await().atMost(Duration.ofSeconds(120)).until(() -> !problems.isEmpty());
            }
        }
        assertThat(problems).singleElement().asString().startsWith("cannot send ");
    }

    private static boolean isOfGrpc(String name) {
        return Stream.of("okhttp3.", "okio.", "kotlin.")
                .anyMatch(library -> name.startsWith("io.sockspan.shaded." + library));
    }

    private static String unpack(byte[] body) throws IOException {
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
