package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * The resource's {@code service.instance.id}: a random UUID, as the SDK's own provider makes it. That provider loads the JDK's security
 * providers for it, which takes ten milliseconds of the application's start.
 */
final class InstanceId {
    static final AttributeKey<String> KEY = AttributeKey.stringKey("service.instance.id");
    /** The SDK's name for what makes the id. Joined at run time: the build would rename a constant to the agent's own library. */
    static final String PROVIDER =
            String.join(".", "io", "opentelemetry", "sdk.autoconfigure.ServiceInstanceIdResourceProvider");

    private InstanceId() {}

    /** Whether the SDK's own provider would have been used. */
    static boolean isWanted(ConfigProperties config) {
        List<String> enabled = config.getList("otel.java.enabled.resource.providers");
        return (enabled.isEmpty() || enabled.contains(PROVIDER))
                && !config.getList("otel.java.disabled.resource.providers").contains(PROVIDER);
    }

    /** A UUID of version 4. */
    static String create() {
        try (DataInputStream random = new DataInputStream(new FileInputStream("/dev/urandom"))) {
            long high = random.readLong() & ~0xf000L | 0x4000L;
            long low = random.readLong() & ~(3L << 62) | 1L << 63;
            return new UUID(high, low).toString();
        } catch (IOException noSuchDevice) {
            return UUID.randomUUID().toString();
        }
    }
}
