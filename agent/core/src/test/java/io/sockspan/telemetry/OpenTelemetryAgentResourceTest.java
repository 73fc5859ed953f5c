package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenTelemetryAgentResourceTest {
    @Test
    void isEmptyWithoutThatAgent() {
        assertThat(OpenTelemetryAgentResource.read()).isEqualTo(Resource.empty());
    }

    @Test
    void takesOverWhatNamesServiceAndHostAndNothingElse() throws ReflectiveOperationException {
        Map<?, ?> others = Map.of(
                AttributeKey.stringKey("service.name"), "orders",
                AttributeKey.stringKey("service.instance.id"), "528b8d8c",
                AttributeKey.stringKey("host.id"), "4711",
                AttributeKey.stringArrayKey("host.ip"), List.of("10.0.0.5"),
                AttributeKey.stringKey("telemetry.distro.name"), "opentelemetry-java-instrumentation",
                AttributeKey.longKey("process.pid"), 1L);

        assertThat(OpenTelemetryAgentResource.adopt(others).getAttributes().asMap())
                .containsOnlyKeys(
                        AttributeKey.stringKey("service.name"),
                        AttributeKey.stringKey("service.instance.id"),
                        AttributeKey.stringKey("host.id"));
    }
}
