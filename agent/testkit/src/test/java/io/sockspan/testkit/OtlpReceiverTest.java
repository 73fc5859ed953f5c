package io.sockspan.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class OtlpReceiverTest {
    @Test
    void keepsWhatComesInItsOrder() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            assertThat(post(receiver, request("first", "second"), false)).isEqualTo(200);
            assertThat(post(receiver, request("third"), true)).isEqualTo(200);

            assertThat(receiver.spans())
                    .extracting(received -> received.item().getName())
                    .containsExactly("first", "second", "third");
            assertThat(receiver.awaitSpan(span -> span.getName().equals("third"))
                            .resource()
                            .get("service.name")
                            .getStringValue())
                    .isEqualTo("shop");
            assertThat(receiver.requests())
                    .containsExactly(
                            new OtlpReceiver.Request("/v1/traces", "application/x-protobuf", null, 2),
                            new OtlpReceiver.Request("/v1/traces", "application/x-protobuf", "gzip", 1));
        }
    }

    private static byte[] request(String... names) {
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        for (String name : names) {
            spans.addSpans(Span.newBuilder().setName(name));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(KeyValue.newBuilder()
                                        .setKey("service.name")
                                        .setValue(AnyValue.newBuilder().setStringValue("shop"))))
                        .addScopeSpans(spans))
                .build()
                .toByteArray();
    }

    private static int post(OtlpReceiver receiver, byte[] body, boolean gzip) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(receiver.endpoint() + "/v1/traces"))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip ? compressed(body) : body));
        if (gzip) {
            request.header("Content-Encoding", "gzip");
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
