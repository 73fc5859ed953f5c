package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.config.Problem;
import io.sockspan.config.Settings;
import io.sockspan.config.SettingsParser;
import io.sockspan.logging.Level;
import io.sockspan.logging.Logger;
import io.sockspan.telemetry.otlp.ForeignText;
import io.sockspan.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a secret is put by mistake, the lines on stderr do not have it. */
class SecretsTest {
    private static final TelemetrySettings SETTINGS = new TelemetrySettings(10, 10, Duration.ofSeconds(1), "1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                // In a value with a semicolon, whose rest is taken for an option.
                "otel.exporter.otlp.headers=a=b;s3cret",
                "otel.exporter.otlp.headers=a=b;s3cret==",
                "otel.exporter.otlp.headers=a=b;Bearer s3cret=",
                "https://user:s3cret@otel.example/?a=b",
                // Of options that do not exist.
                "password=s3cret",
                "otel.exporter.otlp.heathers=api-key=s3cret",
                "leak.ignor=s3cret",
                // Of an option that was meant to be another one.
                "history=s3cret",
                "telemetry=https://user:s3cret@otel.example/",
                "leak.close_wait=Bearer s3cret",
                "exit.report=api-key=s3cret",
                "otel.exporter.otlp.timeout=s3cret",
                "otel.exporter.otlp.compression=Bearer s3cret",
                "otel.exporter.otlp.protocol=api-key=s3cret",
                "otel.traces.exporter=https://s3cret@otel.example/",
                "otel.metrics.exporter=api-key=s3cret",
                "otel.traces.sampler=s3cret",
                "otel.traces.sampler.arg=s3cret",
                "otel.bsp.max.queue.size=s3cret",
                "otel.sdk.disabled=s3cret",
                "otel.resource.attributes=s3cret,a=b",
                "otel.service.name=s3cret",
                // Of settings that are secret.
                "otel.exporter.otlp.headers=api-key s3cret",
                "otel.exporter.otlp.headers=s3cret",
                "otel.exporter.otlp.headers=a b=s3cret",
                "otel.exporter.otlp.headers=authorization=Bearer%20s3cret%0a",
                "otel.exporter.otlp.headers=authorization=s3cret%zz",
                "otel.exporter.otlp.traces.headers=a=\u00e9s3cret",
                "otel.exporter.otlp.endpoint=https://user:s3cret@otel.example/?x",
                "otel.exporter.otlp.endpoint=https://user:p/s3cret@otel.example/",
                "otel.exporter.otlp.endpoint=https://user:s3cret/p@otel.example/",
                "otel.exporter.otlp.endpoint=https://user:s3cret?p@otel.example/",
                "otel.exporter.otlp.endpoint=https://s3cret@otel.example:99999999/",
                "otel.exporter.otlp.endpoint=otel.example/?token=s3cret",
                "otel.exporter.otlp.endpoint=https://otel.example/v1?token=s3cret",
                "otel.exporter.otlp.endpoint=https://otel.example/v1#s3cret",
                "otel.exporter.otlp.endpoint=s3cret",
                "otel.exporter.otlp.client.key=-----BEGIN PRIVATE KEY----- s3cret",
                "otel.exporter.otlp.client.key=s3cret",
                "otel.exporter.otlp.certificate=s3cret",
            })
    void areNotPrinted(String arguments) {
        Settings settings = SettingsParser.parse(arguments, new Properties(), Map.of());
        List<String> lines = new ArrayList<>();
        for (Problem problem : settings.problems()) {
            lines.add(problem.toString());
        }
        Telemetry.start(settings.otelProperties(), SETTINGS, new SystemClock(), lines::add)
                .shutdown(Duration.ZERO);

        assertThat(lines).noneMatch(line -> line.contains("s3cret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid map property: otel.exporter.otlp.headers=api-key=s3cret",
                "Invalid value for property otel.bsp.schedule.delay=s3cret. Must be a duration.",
                "Unexpected char 0x0a at 6 in authorization value: Bearer s3cret",
                "OTLP endpoint must be a valid URL: https://user:s3cret@otel.example",
                "Could not connect to \"http://otel.example/?token=s3cret\"",
            })
    void areNotPrintedWhereALibraryNamesThem(String message) {
        assertThat(ForeignText.withoutSecrets(message)).doesNotContain("s3cret").isNotEmpty();
    }

    /** As an HTTP library logs the fields of a request that fails. */
    @Test
    void areNotPrintedWhereALibraryLogsThem() {
        List<String> lines = new ArrayList<>();
        Map<String, String> settings = Map.of(
                "otel.exporter.otlp.headers", "x-key=s3cret,x-token=Scheme%20t0ken", "otel.metrics.exporter", "none");
        Telemetry telemetry = Telemetry.start(settings, SETTINGS, new SystemClock(), lines::add);
        try {
            Logger.getLogger("some.Http2Connection")
                    .log(Level.WARNING, "refused [x-key: s3cret, x-token: Scheme t0ken] and t0ken");
        } finally {
            telemetry.shutdown(Duration.ZERO);
        }

        assertThat(lines).containsExactly("Http2Connection: refused [x-key: ..., x-token: ...] and ...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOCKSPAN_HISTORY", "SOCKSPAN_HISTORYY", "SOCKSPAN_LEAK_IDLE", "SOCKSPAN_STACKS"})
    void areNotPrintedFromTheEnvironment(String variable) {
        Settings settings = SettingsParser.parse(null, new Properties(), Map.of(variable, "s3cret"));
        assertThat(settings.problems())
                .singleElement()
                .asString()
                .startsWith(variable)
                .doesNotContain("s3cret");
    }
}
