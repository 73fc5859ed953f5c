package io.sockspan.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS over a connected socket: the certificate must be trusted and name the host. Thread-safe. */
final class Security {
    private final List<String> protocols;
    private SSLContext context;

    /**
     * @param context null for one that trusts what the JDK trusts
     * @param protocols such as {@code TLSv1.3}; null for the JDK's default
     */
    Security(SSLContext context, List<String> protocols) {
        this.context = context;
        this.protocols = protocols;
    }

    Socket over(Socket socket, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        // Without this, any trusted certificate would pass, whoever it was issued to.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (protocols != null) {
            parameters.setProtocols(protocols.toArray(new String[0]));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** Not {@link SSLContext#getDefault()}: it is created once, and ignores what the application sets later. */
    private synchronized SSLContext context() throws IOException {
        if (context == null) {
            try {
                SSLContext own = SSLContext.getInstance("TLS");
                own.init(null, null, null);
                context = own;
            } catch (GeneralSecurityException e) {
                throw new IOException("this JVM has no TLS: " + e.getMessage(), e);
            }
        }
        return context;
    }
}
