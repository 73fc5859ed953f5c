package io.sockspan.it.export.app;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.sockspan.it.app.App;
import io.sockspan.it.app.Client;
import io.sockspan.it.app.Connections;
import io.sockspan.it.app.Line;
import io.sockspan.it.app.Server;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Connects within spans of its own, each named after the way to connect, and then once without. It exports them by an SDK of its own to
 * the endpoint that is given, or leaves that to the OpenTelemetry Java agent.
 */
@SuppressWarnings("try") // A scope is closed, and else not touched.
public final class Traced {
    static final String[] WAYS = {"socket-address-port", "channel-blocking", "channel-selector", "async-future"};

    private Traced() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            run(GlobalOpenTelemetry.get());
        } else {
            try (OpenTelemetrySdk own = sdk(args[0])) {
                run(own);
            }
        }
    }

    private static void run(OpenTelemetry telemetry) throws Exception {
        Tracer tracer = telemetry.getTracer("app");
        Map<String, Client> clients = Client.plain();
        try (Server listener = Server.socket()) {
            for (String way : WAYS) {
                Span span = tracer.spanBuilder(way).startSpan();
                try (Scope current = span.makeCurrent()) {
                    connect(way, clients.get(way), listener);
                } finally {
                    span.end();
                }
            }
            connect("outside", clients.get("socket-address-port"), listener);
        }
        new App().serve();
    }

    private static void connect(String way, Client client, Server listener) throws Exception {
        InetSocketAddress address = listener.address();
        Line line = client.connect(address);
        try (Line accepted = listener.accept()) {
            Connections.made(way, line.localPort(), address.getPort());
            line.close();
            accepted.read();
        }
    }

    private static OpenTelemetrySdk sdk(String endpoint) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + "/v1/traces")
                .build();
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                        .build())
                .build();
    }
}
