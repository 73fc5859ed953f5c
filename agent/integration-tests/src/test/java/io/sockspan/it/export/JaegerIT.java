package io.sockspan.it.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sockspan.testkit.ForEachJdk;
import io.sockspan.testkit.Jdk;
import io.sockspan.testkit.RunningJvm;
import io.sockspan.testkit.TargetJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees in a real Jaeger, asked as its own page asks. */
class JaegerIT {
    private static final int SUSPECTS = 400;
    private static final Duration ARRIVAL = Duration.ofSeconds(120);
    private static final String SERVICE = "suspects";
    private static final String LEAK = "tcp leak close_wait";

    @ForEachJdk
    void showsEveryTraceWholeAndWithoutAWarning(Jdk jdk, @TempDir Path folder) throws IOException {
        try (Jaeger jaeger = new Jaeger(folder).start();
                RunningJvm jvm = suspects(jdk).exportTo(jaeger.endpoint()).start()) {
            awaitLeaks(jaeger, jvm);
            // The connections are exported at the exit, and the verdicts link to them. The queue has room for all.
            jvm.finish();

            List<JsonObject> connections = jaeger.traces(SERVICE, "tcp connection");
            List<JsonObject> leaks = jaeger.traces(SERVICE, LEAK);
            List<JsonObject> all = new ArrayList<>(connections);
            all.addAll(leaks);
            all.addAll(jaeger.traces(SERVICE, "tcp listen"));
            all.forEach(JaegerIT::assertReadsWell);
            Set<String> ids = new HashSet<>();
            all.forEach(trace -> ids.add(trace.get("traceID").getAsString()));
            assertThat(leaks).allSatisfy(leak -> assertThat(ids).containsAll(linked(root(leak))));
            assertThat(connections)
                    .extracting(trace -> trace.getAsJsonArray("spans").size())
                    .contains(2)
                    .anyMatch(size -> size > 2);
        }
    }

    @ForEachJdk
    void keepsEveryVerdictWhereATailSamplerDecidesAndTheHeadSamplerLeavesOutNearlyAll(Jdk jdk, @TempDir Path folder)
            throws IOException {
        try (Jaeger jaeger = new Jaeger(folder).start().startCollector(Duration.ofSeconds(5));
                RunningJvm jvm = suspects(jdk)
                        .exportTo(jaeger.collectorEndpoint())
                        .env("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
                        .env("OTEL_TRACES_SAMPLER_ARG", "0.01")
                        .start()) {
            awaitLeaks(jaeger, jvm);
            jaeger.traces(SERVICE, LEAK).forEach(JaegerIT::assertReadsWell);
            jvm.finish();
        }
    }

    @ForEachJdk
    void getsEveryStandingVerdictAfterAnOutage(Jdk jdk, @TempDir Path folder) throws IOException {
        try (Jaeger jaeger = new Jaeger(folder);
                RunningJvm jvm = suspects(jdk)
                        .exportTo(jaeger.grpcEndpoint())
                        .env("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
                        .start()) {
            jvm.awaitErr("^SUSPECTED LEAK .* in CLOSE_WAIT$");
            jvm.awaitErr("^sockspan: cannot send telemetry to ");
            jaeger.start();
            awaitLeaks(jaeger, jvm);
            jaeger.traces(SERVICE, LEAK).forEach(JaegerIT::assertReadsWell);
            jvm.finish();
        }
    }

    private static TargetJvm suspects(Jdk jdk) {
        return TargetJvm.of(jdk)
                .agent("leak.close_wait=500ms;spans.anomalies=1000;spans.healthy=1000")
                .env("OTEL_SERVICE_NAME", SERVICE)
                .env("OTEL_BSP_MAX_QUEUE_SIZE", "20000")
                .app("Suspects", "" + SUSPECTS);
    }

    private static void awaitLeaks(Jaeger jaeger, RunningJvm jvm) {
        jvm.awaitDone();
        await("verdicts in Jaeger")
                .atMost(ARRIVAL)
                .until(() -> jaeger.traces(SERVICE, LEAK).size() == SUSPECTS);
    }

    /** No warning, no span without a length, and a root that covers what is in its trace. */
    private static void assertReadsWell(JsonObject trace) {
        assertNoWarnings(trace);
        JsonObject root = root(trace);
        long start = root.get("startTime").getAsLong();
        long end = start + root.get("duration").getAsLong();
        for (JsonElement element : trace.getAsJsonArray("spans")) {
            JsonObject span = element.getAsJsonObject();
            assertNoWarnings(span);
            long began = span.get("startTime").getAsLong();
            long lasted = span.get("duration").getAsLong();
            assertThat(lasted).as(() -> "duration of " + span).isPositive();
            assertThat(began).as(() -> "start of " + span).isGreaterThanOrEqualTo(start);
            assertThat(began + lasted).as(() -> "end of " + span).isLessThanOrEqualTo(end);
        }
    }

    private static void assertNoWarnings(JsonObject of) {
        JsonElement warnings = of.get("warnings");
        assertThat(warnings == null
                        || warnings.isJsonNull()
                        || warnings.getAsJsonArray().isEmpty())
                .as(() -> "no warnings: " + of)
                .isTrue();
    }

    /** The one span without a parent. */
    private static JsonObject root(JsonObject trace) {
        List<JsonObject> roots = new ArrayList<>();
        for (JsonElement span : trace.getAsJsonArray("spans")) {
            boolean hasParent = references(span.getAsJsonObject(), "CHILD_OF").size() > 0;
            if (!hasParent) {
                roots.add(span.getAsJsonObject());
            }
        }
        assertThat(roots).hasSize(1);
        return roots.get(0);
    }

    /** The traces that a span links to. */
    private static List<String> linked(JsonObject span) {
        return references(span, "FOLLOWS_FROM");
    }

    private static List<String> references(JsonObject span, String type) {
        List<String> traces = new ArrayList<>();
        JsonArray references = span.getAsJsonArray("references");
        for (JsonElement reference : references) {
            if (reference.getAsJsonObject().get("refType").getAsString().equals(type)) {
                traces.add(reference.getAsJsonObject().get("traceID").getAsString());
            }
        }
        return traces;
    }
}
