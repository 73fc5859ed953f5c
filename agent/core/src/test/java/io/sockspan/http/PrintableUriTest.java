package io.sockspan.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableUriTest {
    @ParameterizedTest
    @CsvSource({
        "http://localhost:4318, http://localhost:4318",
        "https://user:pass@otel.example/v1/traces, https://otel.example/v1/traces",
        "https://p@ss:w@otel.example, https://otel.example",
        "https://otel.example/v1?api-key=s3cret#frag, https://otel.example/v1",
        "user:pass@otel.example:4318, otel.example:4318",
        "https://user:pa/ss@otel.example/, https://...",
        "https://user:pa?ss@otel.example/, https://...",
        "https://user:pa#ss@otel.example/, https://...",
        "https://otel.example/ingest/0123456789abcdef0123/v1, https://otel.example/ingest/.../v1",
        "collector:4317, collector:4317",
        "collector_a:4318/v1/traces, collector_a:4318/v1/traces",
        "Bearer abc, ...",
        "s3cret, ...",
        "nonsense, nonsense"
    })
    void hidesWhatMayBeASecret(String uri, String printed) {
        assertThat(PrintableUri.of(uri)).isEqualTo(printed);
    }

    @Test
    void hidesItInTheTextsOfOthers() {
        assertThat(PrintableUri.in("no answer from https://u:pw@a.example/x?key=1, or \"http://b/?token=2\""))
                .isEqualTo("no answer from https://a.example/x or \"http://b/\"");
    }
}
