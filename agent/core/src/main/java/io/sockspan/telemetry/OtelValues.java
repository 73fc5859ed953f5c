package io.sockspan.telemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.sockspan.http.PrintableUri;
import io.sockspan.protocol.PrintableValue;
import io.sockspan.telemetry.otlp.PemFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Checks the values of the standard {@code otel.*} settings before the SDK reads them: the SDK fails on the first one that it cannot use,
 * often without its name. The default replaces a wrong number. A wrong value that would send telemetry elsewhere than intended, or
 * unprotected, turns that telemetry off. Every wrong value is reported under the name that the user set; values that may be secrets are not
 * printed.
 */
final class OtelValues {
    private static final Pattern DURATION = Pattern.compile("\\d{1,15} ?(ms|s|m|h|d)?");
    private static final Pattern PAIR = Pattern.compile("\\s*[^=\\s][^=]*=.*");
    /** A host, or an IPv6 address, and a port. {@link URI} accepts more, such as a part of a password in the place of the port. */
    private static final Pattern SERVER = Pattern.compile("(\\[[^\\]]+]|[^:]+)(:\\d{0,5})?");

    private static final List<String> SIGNALS = Arrays.asList("", "traces.", "metrics.");

    private final ConfigProperties config;
    private final Map<String, String> corrections;
    private final Consumer<String> problems;

    /** @param corrections receives the values that replace wrong ones */
    OtelValues(ConfigProperties config, Map<String, String> corrections, Consumer<String> problems) {
        this.config = config;
        this.corrections = corrections;
        this.problems = problems;
    }

    void check() {
        for (String signal : SIGNALS) {
            String otlp = "otel.exporter.otlp." + signal;
            check(otlp + "timeout", OtelValues::isDuration, "a duration such as 10000 or 10s", "10000");
            check(otlp + "compression", oneOf("gzip", "none"), "gzip or none", "none");
            pairs(otlp + "headers");
            endpoint(otlp + "endpoint");
            file(otlp + "certificate", PemFile::faultOfCertificates);
            file(otlp + "client.key", PemFile::faultOfKey);
            file(otlp + "client.certificate", PemFile::faultOfCertificates);
        }
        check("otel.bsp.schedule.delay", OtelValues::isPositiveDuration, "a duration such as 1000 or 1s", "1000");
        check("otel.bsp.export.timeout", OtelValues::isDuration, "a duration such as 30000 or 30s", "30000");
        check(
                "otel.metric.export.interval",
                OtelValues::isPositiveDuration,
                "a duration such as 60000 or 60s",
                "60000");
        number("otel.bsp.max.queue.size", 1, OtelSettings.DEFAULT_QUEUE_SIZE);
        number("otel.bsp.max.export.batch.size", 1, 512);
        for (String limit : Arrays.asList("attribute", "event", "link", "event.attribute", "link.attribute")) {
            number("otel.span." + limit + ".count.limit", 0, 128);
        }
        number("otel.attribute.count.limit", 0, 128);
        number("otel.attribute.value.length.limit", 0, Integer.MAX_VALUE);
        number("otel.span.attribute.value.length.limit", 0, Integer.MAX_VALUE);
        number("otel.java.metrics.cardinality.limit", 1, 2000);
        check("otel.traces.sampler.arg", OtelValues::isRatio, "a number from 0.0 to 1.0", "1.0");
        check("otel.sdk.disabled", oneOf("true", "false"), "true or false", "false");
        check(
                "otel.exporter.otlp.metrics.temporality.preference",
                oneOf("cumulative", "delta", "lowmemory"),
                "cumulative, delta or lowmemory",
                "cumulative");
        check(
                "otel.exporter.otlp.metrics.default.histogram.aggregation",
                oneOf("explicit_bucket_histogram", "base2_exponential_bucket_histogram"),
                "explicit_bucket_histogram or base2_exponential_bucket_histogram",
                "explicit_bucket_histogram");
        pairs("otel.resource.attributes");
    }

    private void number(String key, int least, int fallback) {
        check(key, value -> isWholeNumber(value, least), "a whole number of " + least + " or more", "" + fallback);
    }

    private void check(String key, Predicate<String> isRight, String expected, String fallback) {
        String value = config.getString(key);
        if (value != null && !value.trim().isEmpty() && !isRight.test(value.trim())) {
            problems.accept(named(key) + "=" + PrintableValue.of(value.trim()) + " must be " + expected + "; using "
                    + fallback);
            corrections.put(key, fallback);
        }
    }

    /** Keeps the valid entries. */
    private void pairs(String key) {
        String value = config.getString(key);
        if (value == null) {
            return;
        }
        List<String> right = new ArrayList<>();
        String[] entries = value.split(",");
        for (int i = 0; i < entries.length; i++) {
            if (PAIR.matcher(entries[i]).matches()) {
                right.add(entries[i]);
            } else if (!entries[i].trim().isEmpty()) {
                problems.accept(named(key) + " must be a list of key=value, but its entry " + (i + 1)
                        + " is not; it is left out");
            }
        }
        if (right.size() < entries.length) {
            corrections.put(key, String.join(",", right));
        }
    }

    private void endpoint(String key) {
        String value = config.getString(key);
        if (value == null || value.isEmpty()) {
            return;
        }
        String fault = faultOfEndpoint(value);
        if (fault != null) {
            turnOff(named(key) + "=" + PrintableUri.of(value) + " " + fault);
        }
    }

    private static String faultOfEndpoint(String value) {
        try {
            URI uri = new URI(value);
            if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                return "must begin with http:// or https://";
            }
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return "must not have a query or a fragment";
            }
            String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            boolean isServer = SERVER.matcher(authority.substring(authority.lastIndexOf('@') + 1))
                    .matches();
            return isServer && uri.getPort() <= 65_535 ? null : "must name a host, and a port up to 65535";
        } catch (URISyntaxException e) {
            return "is not a URL: " + e.getReason();
        }
    }

    private interface Check {
        /** Returns what is wrong with the file; null if nothing is. */
        String faultOf(Path file) throws IOException;
    }

    private void file(String key, Check check) {
        String value = config.getString(key);
        if (value == null || value.isEmpty()) {
            return;
        }
        try {
            Path file = Paths.get(value);
            String fault = Files.isReadable(file) && !Files.isDirectory(file)
                    ? check.faultOf(file)
                    : Files.exists(file) ? "cannot be read by this JVM's user" : "does not exist";
            if (fault != null) {
                turnOff(named(key) + "=" + PrintableValue.ofPath(value) + " " + fault);
            }
        } catch (IOException e) {
            turnOff(named(key) + "=" + PrintableValue.ofPath(value) + " cannot be read: "
                    + (e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage()));
        } catch (InvalidPathException e) {
            turnOff(named(key) + "=" + PrintableValue.ofPath(value) + " is not a path: " + e.getReason());
        }
    }

    private void turnOff(String why) {
        problems.accept("telemetry is off: " + why);
        corrections.put("otel.sdk.disabled", "true");
    }

    /** The environment variable if the setting comes from there, otherwise the property. */
    static String named(String key) {
        String variable = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return System.getenv(variable) != null && System.getProperty(key) == null ? variable : key;
    }

    private static Predicate<String> oneOf(String... values) {
        return value -> Arrays.asList(values).contains(value.toLowerCase(Locale.ROOT));
    }

    private static boolean isDuration(String value) {
        return DURATION.matcher(value).matches();
    }

    private static boolean isPositiveDuration(String value) {
        return isDuration(value) && !value.matches("0+ ?[a-z]*");
    }

    private static boolean isWholeNumber(String value, int least) {
        try {
            return Integer.parseInt(value) >= least;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isRatio(String value) {
        try {
            double ratio = Double.parseDouble(value);
            return ratio >= 0 && ratio <= 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
