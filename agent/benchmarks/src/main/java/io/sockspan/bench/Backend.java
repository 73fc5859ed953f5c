package io.sockspan.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Map;

/** Where spans and metrics go to, for one process. */
interface Backend extends AutoCloseable {
    enum Kind {
        /** Accepts everything. */
        LOCAL,
        /** Nobody listens. */
        ABSENT,
        /** Accepts the connection and never answers. */
        HANGING;

        static Kind of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        Backend open() throws IOException {
            return switch (this) {
                case LOCAL -> new Receiver();
                case ABSENT -> new Nobody();
                case HANGING -> new Mute();
            };
        }
    }

    /** The value of {@code otel.exporter.otlp.endpoint}. */
    String endpoint();

    /** What it received, as numbers by name; the process's own numbers say which period is meant. */
    default Map<String, Double> values(Outcome printed) {
        return Map.of();
    }

    @Override
    void close() throws IOException;

    /** tcpmux: below the ports that the kernel assigns. */
    record Nobody() implements Backend {
        @Override
        public String endpoint() {
            return "http://127.0.0.1:1";
        }

        @Override
        public void close() {}
    }

    record Mute(ServerSocket listener) implements Backend {
        Mute() throws IOException {
            this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        }

        @Override
        public String endpoint() {
            return "http://127.0.0.1:" + listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
