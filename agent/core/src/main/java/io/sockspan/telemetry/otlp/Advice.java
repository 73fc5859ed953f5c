package io.sockspan.telemetry.otlp;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;

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

    private Advice() {}

    /** Returns null if nothing is known. */
    static String on(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return TRUST;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
