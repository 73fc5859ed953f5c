package io.sockspan.telemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.sockspan.http.PrintableUri;
import io.sockspan.protocol.PrintableValue;
import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The standard {@code otel.*} settings as this agent reads them.
 *
 * <p>They are often meant for the application's own SDK, which may have more exporters and samplers than this one. The agent reports those
 * that it does not have, and goes on without them.
 */
final class OtelSettings {
    private static final String NONE = "none";
    private static final String OTLP = "otlp";
    private static final String HTTP_PROTOBUF = "http/protobuf";
    private static final String GRPC = "grpc";
    private static final List<String> SAMPLERS = Arrays.asList(
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio");
    static final int DEFAULT_QUEUE_SIZE = 2048;

    private static final int LEAST_ATTRIBUTES = 32;
    private static final int LEAST_LENGTH = 1024;

    private OtelSettings() {}

    /** The defaults for settings that the user leaves out. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>();
        defaults.put("otel.exporter.otlp.protocol", HTTP_PROTOBUF);
        // A verdict must be visible while its connection is still there, not seconds later.
        defaults.put("otel.bsp.schedule.delay", "1000");
        return defaults;
    }

    /** The settings that replace the user's; each is reported. */
    static Map<String, String> corrections(ConfigProperties config, Consumer<String> problems) {
        Map<String, String> corrections = new HashMap<>();
        new OtelValues(config, corrections, problems).check();
        atLeast("otel.attribute.count.limit", LEAST_ATTRIBUTES, config, corrections);
        atLeast("otel.span.attribute.count.limit", LEAST_ATTRIBUTES, config, corrections);
        atLeast("otel.attribute.value.length.limit", LEAST_LENGTH, config, corrections);
        atLeast("otel.span.attribute.value.length.limit", LEAST_LENGTH, config, corrections);
        corrections.put("otel.traces.exporter", exporter("otel.traces.exporter", config, problems));
        corrections.put("otel.metrics.exporter", exporter("otel.metrics.exporter", config, problems));
        protocol("otel.exporter.otlp.protocol", config, corrections, problems);
        protocol("otel.exporter.otlp.traces.protocol", config, corrections, problems);
        protocol("otel.exporter.otlp.metrics.protocol", config, corrections, problems);
        String sampler = config.getString("otel.traces.sampler");
        if (sampler != null && !SAMPLERS.contains(sampler)) {
            problems.accept(OtelValues.named("otel.traces.sampler") + "=" + PrintableValue.of(sampler)
                    + " is not in this agent; using parentbased_always_on");
            corrections.put("otel.traces.sampler", "parentbased_always_on");
        }
        return corrections;
    }

    /** The values of the headers that backends get, which may be keys: as they are set, and without the escapes of a URL. */
    static Set<String> headers(ConfigProperties config) {
        Set<String> values = new HashSet<>();
        for (String signal : Arrays.asList("", "traces.", "metrics.")) {
            for (String value :
                    config.getMap("otel.exporter.otlp." + signal + "headers").values()) {
                values.add(value);
                values.add(decoded(value));
            }
        }
        return values;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, "UTF-8");
        } catch (UnsupportedEncodingException | IllegalArgumentException asItIs) {
            return value;
        }
    }

    /** Whether spans, or metrics, are exported anywhere. */
    static boolean exports(String signal, ConfigProperties config) {
        return !config.getBoolean("otel.sdk.disabled", false)
                && config.getList("otel." + signal + ".exporter").contains(OTLP);
    }

    /** How many spans the SDK's batch processor holds before it drops some. */
    static int queueSize(ConfigProperties config) {
        return config.getInt("otel.bsp.max.queue.size", DEFAULT_QUEUE_SIZE);
    }

    /** The endpoint of a signal in a form for people, without anything that may be a secret. */
    static String endpoint(String signal, ConfigProperties config) {
        return PrintableUri.of(endpointOf(signal, config));
    }

    private static String endpointOf(String signal, ConfigProperties config) {
        String own = config.getString("otel.exporter.otlp." + signal + ".endpoint");
        if (own != null) {
            return own;
        }
        String protocol = config.getString(
                "otel.exporter.otlp." + signal + ".protocol", config.getString("otel.exporter.otlp.protocol", ""));
        return config.getString(
                "otel.exporter.otlp.endpoint",
                GRPC.equals(protocol) ? "http://localhost:4317" : "http://localhost:4318");
    }

    private static String exporter(String key, ConfigProperties config, Consumer<String> problems) {
        List<String> asked = config.getList(key);
        if (asked.isEmpty()) {
            return OTLP;
        }
        List<String> unknown = new ArrayList<>(asked);
        unknown.removeAll(Arrays.asList(OTLP, NONE));
        boolean otlp = asked.contains(OTLP) && !asked.contains(NONE);
        if (!unknown.isEmpty()) {
            problems.accept(OtelValues.named(key) + "=" + PrintableValue.of(String.join(",", asked))
                    + " asks for what is not in this agent (otlp or none); using " + (otlp ? OTLP : NONE));
        }
        return otlp ? OTLP : NONE;
    }

    /** A limit that is meant for another SDK must not cut what distinguishes one verdict from another. */
    private static void atLeast(String key, int least, ConfigProperties config, Map<String, String> corrections) {
        if (!corrections.containsKey(key) && config.getString(key) != null && config.getInt(key, least) < least) {
            corrections.put(key, "" + least);
        }
    }

    private static void protocol(
            String key, ConfigProperties config, Map<String, String> corrections, Consumer<String> problems) {
        String protocol = config.getString(key);
        if (protocol != null && !protocol.equals(HTTP_PROTOBUF) && !protocol.equals(GRPC)) {
            problems.accept(OtelValues.named(key) + "=" + PrintableValue.of(protocol)
                    + " is not in this agent (http/protobuf or grpc); using http/protobuf");
            corrections.put(key, HTTP_PROTOBUF);
        }
    }
}
