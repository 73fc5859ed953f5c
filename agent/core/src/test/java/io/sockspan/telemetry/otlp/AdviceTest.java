package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"certificate_required", "bad_certificate", "unknown_ca"})
    void saysThatTheBackendWantsACertificate(String alert) {
        assertThat(Advice.on(new IOException(received(alert)))).contains("OTEL_EXPORTER_OTLP_CLIENT_KEY");
    }

    @Test
    void knowsNothingOfOtherAlerts() {
        assertThat(Advice.on(received("handshake_failure"))).isNull();
        assertThat(Advice.on(new SSLException("bad_certificate"))).isNull();
        assertThat(Advice.on(new SSLException((String) null))).isNull();
    }

    @Test
    void saysThatTheBackendsCertificateIsNotTrusted() {
        assertThat(Advice.on(new SSLHandshakeException("PKIX").initCause(new CertPathBuilderException())))
                .contains("OTEL_EXPORTER_OTLP_CERTIFICATE");
    }

    /** As the JDK says it. */
    private static SSLException received(String alert) {
        return new SSLHandshakeException("Received fatal alert: " + alert);
    }
}
