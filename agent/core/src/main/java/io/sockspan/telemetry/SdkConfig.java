package io.sockspan.telemetry;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import java.lang.reflect.Method;
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

    /**
     * A builder that uses these settings and no others. Left to itself, it gives up where {@code OTEL_CONFIG_FILE} is set, before it asks for
     * any correction: that file configures the OpenTelemetry agent. The builder has no public way to be given its settings.
     */
    static AutoConfiguredOpenTelemetrySdkBuilder builder(ConfigProperties config) {
        AutoConfiguredOpenTelemetrySdkBuilder builder = AutoConfiguredOpenTelemetrySdk.builder();
        try {
            Method setter = builder.getClass().getDeclaredMethod("setConfig", ConfigProperties.class);
            setter.setAccessible(true);
            setter.invoke(builder, config);
            return builder;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another version of the OpenTelemetry SDK", e);
        }
    }
}
