package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.sockspan.http.RefusingPort;
import io.sockspan.http.TestCertificate;
import io.sockspan.leak.LeakKind;
import io.sockspan.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryTest {
    /** As long as a busy machine may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final TelemetrySettings SETTINGS = new TelemetrySettings(100, 100, Duration.ofSeconds(1), "1.2.3");

    /** Packed, the libraries log to {@code io.sockspan.logging}; here they would log to the console. */
    private static final Logger LIBRARIES = Logger.getLogger("io.opentelemetry");

    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<String> received = new CopyOnWriteArrayList<>();
    /** The last body of each path. */
    private final Map<String, String> bodies = new ConcurrentHashMap<>();

    private Telemetry telemetry;
    private HttpServer backend;

    @BeforeAll
    static void silenceLibraries() {
        LIBRARIES.setLevel(Level.OFF);
    }

    @AfterEach
    void stop() {
        if (telemetry != null) {
            telemetry.shutdown(Duration.ofSeconds(2));
        }
        if (backend != null) {
            backend.stop(0);
        }
    }

    @Test
    void sendsSpansAndMetricsOverHttpByDefault() throws IOException {
        start(Map.of("otel.exporter.otlp.endpoint", backend(200)));
        accuse();

        assertThat(telemetry.flush(PATIENCE)).isTrue();
        assertThat(received).contains("/v1/traces", "/v1/metrics");
        assertThat(telemetry.spans().exported).isEqualTo(1);
        assertThat(telemetry.shutdown(PATIENCE)).isTrue();
        assertThat(problems).isEmpty();
    }

    @Test
    void sendsOverTlsToWhomTheSettingsTrustAndShowsItsOwnKey(@TempDir Path directory) throws Exception {
        TestCertificate certificate = new TestCertificate(directory, "ip:127.0.0.1");
        HttpsServer secured = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(certificate.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        backend = secured;
        String endpoint = serve(200).replace("http:", "https:");
        Path trusted = Files.writeString(directory.resolve("ca.pem"), certificate.certificatePem());
        Path key = Files.writeString(directory.resolve("key.pem"), certificate.keyPem());
        start(Map.of(
                "otel.exporter.otlp.endpoint", endpoint,
                "otel.exporter.otlp.certificate", trusted.toString(),
                "otel.exporter.otlp.client.key", key.toString(),
                "otel.exporter.otlp.client.certificate", trusted.toString(),
                "otel.exporter.otlp.compression", "gzip"));
        accuse();

        assertThat(telemetry.flush(PATIENCE)).isTrue();
        assertThat(received).contains("/v1/traces", "/v1/metrics");
        assertThat(problems).isEmpty();
    }

    @Test
    void endsWhatIsUnderWayWhenItIsTold() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            start(Map.of(
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    "otel.exporter.otlp.timeout",
                    "600000"));
            accuse();
            assertThat(telemetry.shutdown(Duration.ofMillis(200))).isFalse();

            telemetry.abort();

            await().atMost(ONE_MINUTE).until(() -> telemetry.spans().pending == 0);
            assertThat(telemetry.spans().failed).isEqualTo(1);
            assertThat(problems).singleElement().asString().startsWith("1 spans were still on their way");
        }
    }

    @Test
    void startsNothingWhereNothingIsToBeSent() {
        start(Map.of("otel.traces.exporter", "none", "otel.metrics.exporter", "none"));
        accuse();
        telemetry.swept(1, Gauges.NONE);

        assertThat(telemetry.isActive()).isFalse();
        assertThat(telemetry.spans().emitted).isZero();
        assertThat(problems).isEmpty();
    }

    @Test
    void isOffWhereTheSdkIsDisabled() {
        start(Map.of("otel.sdk.disabled", "true"));

        assertThat(telemetry.isActive()).isFalse();
    }

    @Test
    void reportsAnAbsentBackendInOneLine() throws IOException {
        try (RefusingPort nobody = new RefusingPort()) {
            start(Map.of(
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + nobody.port(),
                    "otel.bsp.schedule.delay",
                    "20",
                    "otel.java.exporter.otlp.retry.disabled",
                    "true"));
            for (int i = 1; i <= 3; i++) {
                accuse();
                long failed = i;
                await().atMost(ONE_MINUTE).until(() -> telemetry.spans().failed == failed);
            }
            telemetry.flush(Duration.ofSeconds(2));
            telemetry.shutdown(Duration.ofSeconds(2));
        }

        assertThat(problems)
                .singleElement()
                .asString()
                .matches("cannot send telemetry to http://127.0.0.1:\\d+ \\(Connection refused\\); .*");
    }

    @Test
    void doesNotWaitForABackendThatHangs() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            start(Map.of(
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    "otel.exporter.otlp.timeout",
                    "600000"));
            accuse();
            long began = System.nanoTime();
            assertThat(telemetry.shutdown(Duration.ofMillis(500))).isFalse();

            // An attempt would wait for ten minutes.
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
            assertThat(telemetry.spans().pending).isEqualTo(1);
            assertThat(problems).singleElement().asString().startsWith("1 spans were still on their way");
        }
    }

    @Test
    void isNotTurnedOffByTheFileThatConfiguresTheOpenTelemetryAgent() throws IOException {
        System.setProperty("otel.config.file", "/nowhere/otel.yaml");
        try {
            start(Map.of("otel.exporter.otlp.endpoint", backend(200)));
            accuse();
            assertThat(telemetry.flush(PATIENCE)).isTrue();
        } finally {
            System.clearProperty("otel.config.file");
        }

        assertThat(telemetry.spans().exported).isEqualTo(1);
        assertThat(problems).isEmpty();
    }

    @Test
    void neverCutsWhatTellsOneVerdictFromAnother() throws IOException {
        start(Map.of(
                "otel.exporter.otlp.endpoint",
                backend(200),
                "otel.exporter.otlp.compression",
                "none",
                "otel.attribute.count.limit",
                "1",
                "otel.span.attribute.value.length.limit",
                "3"));
        accuse();
        assertThat(telemetry.flush(PATIENCE)).isTrue();

        assertThat(bodies.get("/v1/traces"))
                .contains("sockspan.leak.kind", "descriptors", "sockspan.leak.fingerprint", "0badcafe");
        assertThat(problems).isEmpty();
    }

    @Test
    void doesWithoutWhatTheApplicationsOwnSdkHasMoreThanThisOne() throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("otel.exporter.otlp.endpoint", backend(200));
        settings.put("otel.traces.exporter", "otlp,zipkin");
        settings.put("otel.metrics.exporter", "prometheus");
        settings.put("otel.logs.exporter", "console");
        settings.put("otel.propagators", "b3multi");
        settings.put("otel.traces.sampler", "xray");
        settings.put("otel.exporter.otlp.protocol", "http/json");
        start(settings);
        accuse();

        assertThat(telemetry.flush(PATIENCE)).isTrue();
        assertThat(received).containsExactly("/v1/traces");
        assertThat(problems)
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("otel.traces.exporter=otlp,zipkin "))
                .anySatisfy(line -> assertThat(line).startsWith("otel.metrics.exporter=prometheus "))
                .anySatisfy(line -> assertThat(line).startsWith("otel.traces.sampler=xray "))
                .anySatisfy(line -> assertThat(line).startsWith("otel.exporter.otlp.protocol=http/json "));
    }

    @ParameterizedTest
    @CsvSource({
        "otel.exporter.otlp.timeout, ten, a duration",
        "otel.exporter.otlp.traces.timeout, -1, a duration",
        "otel.exporter.otlp.compression, zip, gzip or none",
        "otel.bsp.schedule.delay, soon, a duration",
        "otel.bsp.max.queue.size, -1, a whole number of 1 or more",
        "otel.metric.export.interval, 0, a duration",
        "otel.span.attribute.count.limit, -3, a whole number of 0 or more",
        "otel.traces.sampler.arg, half, a number from 0.0 to 1.0",
        "otel.traces.sampler.arg, 7, a number from 0.0 to 1.0",
        "otel.sdk.disabled, maybe, true or false",
        "otel.exporter.otlp.metrics.temporality.preference, sideways, 'cumulative, delta or lowmemory'",
        "otel.exporter.otlp.metrics.default.histogram.aggregation, x, explicit_bucket_histogram or"
    })
    void namesAWrongValueAndUsesTheDefault(String key, String value, String expected) throws IOException {
        start(Map.of("otel.exporter.otlp.endpoint", backend(200), "otel.traces.sampler", "traceidratio", key, value));
        accuse();

        assertThat(telemetry.flush(PATIENCE)).isTrue();
        assertThat(received).contains("/v1/traces", "/v1/metrics");
        assertThat(problems).singleElement().asString().startsWith(key + "=" + value + " must be " + expected);
    }

    @Test
    void leavesOutEntriesThatAreNoneAndDoesNotPrintHeaders() throws IOException {
        start(Map.of(
                "otel.exporter.otlp.endpoint", backend(200),
                "otel.resource.attributes", "garbage,team=shop",
                "otel.exporter.otlp.headers", "x-a=b,Authorization Bearer s3cret"));
        accuse();

        assertThat(telemetry.flush(PATIENCE)).isTrue();
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "otel.resource.attributes must be a list of key=value, but its entry 1 is not; it is left out",
                        "otel.exporter.otlp.headers must be a list of key=value, but its entry 2 is not; it is left out");
    }

    /** Where it would go somewhere else than meant, or unprotected. */
    @ParameterizedTest
    @CsvSource({
        "endpoint, nonsense, endpoint=nonsense must begin with http",
        "endpoint, https://u:s3cret@otel.example/?token=s3cret, endpoint=https://otel.example/ must not have a query",
        "endpoint, http://h h:1, endpoint=http://h h:1 is not a URL",
        "endpoint, http://h:99999999, endpoint=http://h:99999999 must name a host",
        "traces.endpoint, ftp://x, traces.endpoint=ftp://x must begin with http",
        "certificate, /nope.pem, certificate=/nope.pem does not exist",
        "client.key, /, client.key=/ cannot be read"
    })
    void isOffWhereItDoesNotKnowWhereToSendOrHow(String key, String value, String fault) {
        start(Map.of("otel.exporter.otlp." + key, value));

        assertThat(telemetry.isActive()).isFalse();
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("telemetry is off: otel.exporter.otlp." + fault)
                .doesNotContain("s3cret");
    }

    private void start(Map<String, String> settings) {
        long offset = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
        telemetry = Telemetry.start(
                settings,
                SETTINGS,
                new Clock() {
                    @Override
                    public long nanos() {
                        return System.nanoTime();
                    }

                    @Override
                    public long epochNanos(long nanos) {
                        return nanos + offset;
                    }
                },
                problems::add);
    }

    private void accuse() {
        telemetry.accused(new LeakSpan(LeakKind.DESCRIPTORS, "0badcafe", null, System.nanoTime(), 0, 1, "nearly full"));
    }

    private String backend(int status) throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        return serve(status);
    }

    private String serve(int status) {
        backend.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.put(exchange.getRequestURI().getPath(), new String(body, StandardCharsets.UTF_8));
            received.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        backend.start();
        return "http://127.0.0.1:" + backend.getAddress().getPort();
    }
}
