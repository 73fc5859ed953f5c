package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InstanceIdTest {
    @Test
    void isARandomUuid() {
        UUID id = UUID.fromString(InstanceId.create());
        assertThat(id.version()).isEqualTo(4);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(InstanceId.create()).isNotEqualTo(id.toString());
    }

    @Test
    void namesAProviderThatTheSdkHas() throws ClassNotFoundException {
        assertThat(Class.forName(InstanceId.PROVIDER)).isNotNull();
    }

    @Test
    void leavesTheUsersChoiceOfProvidersAlone() {
        assertThat(isWanted(Map.of())).isTrue();
        assertThat(isWanted(Map.of("otel.java.disabled.resource.providers", "some.other")))
                .isTrue();
        assertThat(isWanted(Map.of("otel.java.disabled.resource.providers", "some.other," + InstanceId.PROVIDER)))
                .isFalse();
        assertThat(isWanted(Map.of("otel.java.enabled.resource.providers", "some.other")))
                .isFalse();
        assertThat(isWanted(Map.of("otel.java.enabled.resource.providers", InstanceId.PROVIDER)))
                .isTrue();
    }

    private static boolean isWanted(Map<String, String> settings) {
        return InstanceId.isWanted(DefaultConfigProperties.createFromMap(settings));
    }
}
