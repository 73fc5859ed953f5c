package io.sockspan.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableValueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "-1",
                "7.5",
                "10 s",
                "999999999h",
                "120%",
                "100/s",
                "maybe",
                "TRUE",
                "otlp,zipkin",
                "http/json"
            })
    void printsWhatResemblesARightValue(String value) {
        assertThat(PrintableValue.of(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "Bearer abc",
                "4f9a1c7e2b3d4e5f",
                "AKIAIOSFODNNEXAMPLE",
                "eyJhbGciOiJIUzI1NiJ9.e30.x",
                "https://user:pass@host/",
                "api-key=abc",
                "correct-horse-battery-staple-again",
                "hunter2",
                "ten\u001b[31m"
            })
    void hidesWhatMayBeASecret(String value) {
        assertThat(PrintableValue.of(value)).isEqualTo(PrintableValue.HIDDEN);
    }

    @Test
    void printsPathsAndNoKeys() {
        assertThat(PrintableValue.ofPath("/etc/otel/ca.pem")).isEqualTo("/etc/otel/ca.pem");
        assertThat(PrintableValue.ofPath("ca.pem")).isEqualTo("ca.pem");
        assertThat(PrintableValue.ofPath("-----BEGIN PRIVATE KEY-----\nMIIE")).isEqualTo(PrintableValue.HIDDEN);
        assertThat(PrintableValue.ofPath("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ"))
                .isEqualTo(PrintableValue.HIDDEN);
    }

    @Test
    void printsOfAnArgumentItsNameOnly() {
        assertThat(PrintableValue.ofArgument("bogus")).isEqualTo("bogus");
        assertThat(PrintableValue.ofArgument("--password=s3cret")).isEqualTo("--password...");
        assertThat(PrintableValue.ofArgument("https://u:s3cret@h")).isEqualTo("https...");
        assertThat(PrintableValue.ofArgument("u@s3cret")).isEqualTo("u...");
    }
}
