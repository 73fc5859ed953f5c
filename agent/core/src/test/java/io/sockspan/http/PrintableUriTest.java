package io.sockspan.http;

import static org.assertj.core.api.Assertions.assertThat;

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
        "http://otel.example/a@b, http://otel.example/a@b",
        "nonsense, nonsense"
    })
    void hidesWhatMayBeASecret(String uri, String printed) {
        assertThat(PrintableUri.of(uri)).isEqualTo(printed);
    }
}
