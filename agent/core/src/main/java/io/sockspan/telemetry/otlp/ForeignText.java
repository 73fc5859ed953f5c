package io.sockspan.telemetry.otlp;

import io.sockspan.http.PrintableUri;
import java.util.regex.Pattern;

/** What the packed libraries say about settings, without the values of these settings. */
public final class ForeignText {
    /** As in {@code Invalid map property: otel.exporter.otlp.headers=api-key=...}. */
    private static final Pattern SETTING =
            Pattern.compile("\\b(otel[._][a-z0-9._-]+)\\s*[=:].*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    /** As in {@code Unexpected char 0x0a at 6 in authorization value: Bearer ...}. */
    private static final Pattern VALUE = Pattern.compile(
            "\\b(value:|authorization\\b|bearer\\b|basic\\b).*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private ForeignText() {}

    public static String withoutSecrets(String text) {
        String settings = SETTING.matcher(PrintableUri.in(text)).replaceAll("$1=...");
        return VALUE.matcher(settings).replaceAll("$1 ...");
    }
}
