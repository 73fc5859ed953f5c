package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributesBuilder;

/** The JDK's names of TLS protocols, such as {@code TLSv1.3}, as the semantic conventions' two attributes. Pure functions. */
final class TlsVersion {
    private TlsVersion() {}

    static void put(String protocol, AttributesBuilder to) {
        int at = protocol.indexOf('v');
        if (at > 0) {
            to.put(SockspanAttributes.TLS_PROTOCOL_NAME, protocol.startsWith("SSL") ? "ssl" : "tls");
            to.put(SockspanAttributes.TLS_PROTOCOL_VERSION, protocol.substring(at + 1));
        }
    }
}
