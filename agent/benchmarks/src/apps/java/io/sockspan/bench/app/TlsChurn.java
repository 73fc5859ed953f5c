package io.sockspan.bench.app;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Connects, accepts, makes a TLS handshake, sends a byte and closes both ends. The handshake is the cheapest that there is, so that the
 * agent's share is the largest: without certificates, and nothing is resumed.
 */
final class TlsChurn implements Workload {
    private static final String[] CIPHERS = {"TLS_ECDH_anon_WITH_AES_128_CBC_SHA"};
    private static final String[] PROTOCOLS = {"TLSv1.2"};

    private final Latencies latencies;
    private final Loopback loopback = new Loopback();
    private final ExecutorService peer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "tls-server");
        thread.setDaemon(true);
        return thread;
    });

    private final SSLContext context;
    private final SSLServerSocket listener;

    TlsChurn(Latencies latencies) throws IOException, GeneralSecurityException {
        this.latencies = latencies;
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, Loopback.any());
        listener.setEnabledCipherSuites(CIPHERS);
        listener.setEnabledProtocols(PROTOCOLS);
    }

    @Override
    public void once() throws IOException {
        Future<Integer> served = peer.submit(() -> {
            try (SSLSocket server = (SSLSocket) listener.accept()) {
                // A handshake has writes in a row, and each would wait for the peer's delayed acknowledgement.
                server.setTcpNoDelay(true);
                return server.getInputStream().read();
            }
        });
        InetAddress address = loopback.next();
        long begin = System.nanoTime();
        try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket(address, listener.getLocalPort())) {
            long connected = System.nanoTime();
            client.setTcpNoDelay(true);
            client.setEnabledCipherSuites(CIPHERS);
            client.setEnabledProtocols(PROTOCOLS);
            client.startHandshake();
            client.getSession().invalidate();
            latencies.add(connected - begin, System.nanoTime() - connected);
            client.getOutputStream().write(1);
        }
        try {
            served.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        peer.shutdownNow();
    }
}
