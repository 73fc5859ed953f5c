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

    private static Resource complete(Resource given) {
        return AgentResource.complete(given, DefaultConfigProperties.createFromMap(Map.of()), "1.2.3");
    }
}
