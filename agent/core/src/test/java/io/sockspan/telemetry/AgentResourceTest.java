package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentResourceTest {
    private static final AttributeKey<String> HOST_NAME = AttributeKey.stringKey("host.name");

    /** Jaeger adjusts clocks by it, and warns on every trace without. */
    @Test
    void namesTheHostAsTheKernelDoes() throws IOException {
        assertThat(complete(Resource.empty()).getAttribute(HOST_NAME))
                .isEqualTo(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).trim())
                .isNotEmpty();
    }

    @Test
    void leavesTheNameThatTheUserGaveTheHost() {
        Resource users = Resource.builder().put(HOST_NAME, "orders-7").build();

        assertThat(complete(users).getAttribute(HOST_NAME)).isEqualTo("orders-7");
    }

    @Test
    void hasTheUsersAttributes() {
        Map<String, String> settings =
                Map.of("otel.service.name", "orders", "otel.resource.attributes", "team=shop%20floor,host.name=h7");

        Resource resource = AgentResource.of(DefaultConfigProperties.createFromMap(settings), "1.2.3");

        assertThat(resource.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("service.name"), "orders")
                .containsEntry(AttributeKey.stringKey("team"), "shop floor")
                .containsEntry(HOST_NAME, "h7")
                .containsEntry(AttributeKey.stringKey("telemetry.sdk.language"), "java");
    }

    @Test
    void leavesOutWhatTheUserDisabled() {
        Map<String, String> settings = Map.of("otel.resource.disabled.keys", "host.name,process.pid");

        Resource resource = AgentResource.of(DefaultConfigProperties.createFromMap(settings), "1.2.3");

        assertThat(resource.getAttribute(HOST_NAME)).isNull();
        assertThat(resource.getAttribute(AttributeKey.longKey("process.pid"))).isNull();
        assertThat(resource.getAttribute(AttributeKey.stringKey("service.name")))
                .isNotEmpty();
    }

    private static Resource complete(Resource given) {
        return AgentResource.complete(given, DefaultConfigProperties.createFromMap(Map.of()), "1.2.3");
    }
}
