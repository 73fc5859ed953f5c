package io.sockspan.telemetry.otlp;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import javax.net.ssl.SSLException;

/** What the user should do about a failure to export that will not pass by itself. */
final class Advice {
    static final String PORT_OF_GRPC =
            "this looks like a port for gRPC, as 4317 is; use the port for HTTP, usually 4318,"
                    + " or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc";
    static final String PORT_OF_HTTP =
            "this looks like a port for HTTP, as 4318 is; use the port for gRPC, usually 4317,"
                    + " or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";

    private static final String TRUST =
            "set OTEL_EXPORTER_OTLP_CERTIFICATE to the PEM file of the CA that signed its certificate";

    private static final String SHOW =
            "it wants a certificate that it trusts: set OTEL_EXPORTER_OTLP_CLIENT_KEY and OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";

    private Advice() {}

    /** Returns null if nothing is known. */
    static String on(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return TRUST;
            }
            if (cause instanceof SSLException && isAboutOurCertificate(cause.getMessage())) {
                return SHOW;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** The alerts with which servers refuse clients that show none, or one that they cannot verify: RFC 8446, section 4.4.2.4. */
    private static boolean isAboutOurCertificate(String message) {
        return message != null
                && message.startsWith("Received fatal alert: ")
                && (message.endsWith("certificate_required")
                        || message.endsWith("bad_certificate")
                        || message.endsWith("unknown_ca"));
    }
}
