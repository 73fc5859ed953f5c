package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;

/** The resource that all telemetry of this JVM carries: what the user said, and what is known without asking. */
final class AgentResource {
    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<Long> PROCESS_PID = AttributeKey.longKey("process.pid");
    private static final AttributeKey<String> RUNTIME_NAME = AttributeKey.stringKey("process.runtime.name");
    private static final AttributeKey<String> RUNTIME_VERSION = AttributeKey.stringKey("process.runtime.version");
    private static final AttributeKey<String> DISTRO_NAME = AttributeKey.stringKey("telemetry.distro.name");
    private static final AttributeKey<String> DISTRO_VERSION = AttributeKey.stringKey("telemetry.distro.version");

    private AgentResource() {}

    /**
     * @param given what the SDK made of the user's settings
     * @param version of the agent
     */
    static Resource complete(Resource given, ConfigProperties config, String version) {
        // The SDK fills in a name of its own where the user gave none, which must not win over ours.
        Resource users = given.toBuilder()
                .removeIf(key -> key.equals(SERVICE_NAME) && !namesService(config))
                .build();
        return known().merge(users).toBuilder()
                .put(DISTRO_NAME, "sockspan")
                .put(DISTRO_VERSION, version)
                .build();
    }

    private static boolean namesService(ConfigProperties config) {
        return config.getString("otel.service.name") != null
                || config.getMap("otel.resource.attributes").containsKey(SERVICE_NAME.getKey());
    }

    private static Resource known() {
        ResourceBuilder known = Resource.builder()
                .put(
                        SERVICE_NAME,
                        ServiceName.of(System.getProperty("sun.java.command"), System.getProperty("java.class.path")))
                .put(RUNTIME_NAME, System.getProperty("java.runtime.name"))
                .put(RUNTIME_VERSION, System.getProperty("java.runtime.version"));
        long pid = pid();
        if (pid > 0) {
            known.put(PROCESS_PID, pid);
        }
        return known.build();
    }

    /** This process, or -1 where neither the JDK (8) nor the system (other than Linux) says. */
    private static long pid() {
        try {
            Class<?> handle = Class.forName("java.lang.ProcessHandle");
            Object current = handle.getMethod("current").invoke(null);
            return (Long) handle.getMethod("pid").invoke(current);
        } catch (ReflectiveOperationException java8) {
            return pidOnLinux();
        }
    }

    private static long pidOnLinux() {
        try {
            return Long.parseLong(Files.readSymbolicLink(Paths.get("/proc/self"))
                    .getFileName()
                    .toString());
        } catch (IOException | RuntimeException notLinux) {
            return -1;
        }
    }
}
