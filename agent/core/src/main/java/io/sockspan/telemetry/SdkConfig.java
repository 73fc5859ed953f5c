package io.sockspan.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import java.util.Map;
import java.util.function.Consumer;

/** The settings of the agent's SDK: the standard ones, as far as they are meant for it. */
final class SdkConfig {
    private SdkConfig() {}

    /** The user's settings over the agent's defaults, and both corrected. Reports wrong values to {@code problems}. */
    static ConfigProperties read(Map<String, String> overrides, ComponentLoader components, Consumer<String> problems) {
        DefaultConfigProperties config = DefaultConfigProperties.create(OtelSettings.defaults(), components)
                .withOverrides(overrides);
        return config.withOverrides(OtelSettings.corrections(config, problems));
    }
}
