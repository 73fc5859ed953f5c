package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.autoconfigure.ResourceConfiguration;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;

/**
 * The resource of all telemetry from this JVM: the user's settings, completed with what the agent finds out itself. The OpenTelemetry Java
 * agent beside it, which has read the same settings, knows better than both.
 */
final class AgentResource {
    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> HOST_NAME = AttributeKey.stringKey("host.name");
    private static final AttributeKey<Long> PROCESS_PID = AttributeKey.longKey("process.pid");
    private static final AttributeKey<String> RUNTIME_NAME = AttributeKey.stringKey("process.runtime.name");
    private static final AttributeKey<String> RUNTIME_VERSION = AttributeKey.stringKey("process.runtime.version");
    private static final AttributeKey<String> DISTRO_NAME = AttributeKey.stringKey("telemetry.distro.name");
    private static final AttributeKey<String> DISTRO_VERSION = AttributeKey.stringKey("telemetry.distro.version");

    /** The settings that describe the resource. */
    private static final String[] USERS = {"otel.resource.attributes", "otel.service.name", "otel.entities"};

    private AgentResource() {}

    /** @param version of the agent */
    static Resource of(ConfigProperties config, String version) {
        return complete(Resource.getDefault().merge(users(config)), config, version);
    }

    private static Resource users(ConfigProperties config) {
        for (String key : USERS) {
            if (config.getString(key) != null) {
                return ResourceConfiguration.createEnvironmentResource(config);
            }
        }
        return Resource.empty();
    }

    /** @param given what the SDK says about itself, and the user's settings */
    static Resource complete(Resource given, ConfigProperties config, String version) {
        // The SDK fills in a name of its own if the user gave none; that name must not replace ours.
        Resource users = given.toBuilder()
                .removeIf(key -> key.equals(SERVICE_NAME) && !namesService(config))
                .build();
        // Plain attributes: a resource of the SDK's keeps entities, and warns if one of their attributes is replaced.
        AttributesBuilder complete = known().getAttributes().toBuilder();
        if (InstanceId.isWanted(config)) {
            complete.put(InstanceId.KEY, InstanceId.create());
        }
        complete.putAll(users.getAttributes())
                .putAll(OpenTelemetryAgentResource.read().getAttributes())
                .put(DISTRO_NAME, "sockspan")
                .put(DISTRO_VERSION, version);
        List<String> disabled = config.getList("otel.resource.disabled.keys");
        return Resource.create(
                complete.removeIf(key -> disabled.contains(key.getKey())).build());
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
        String host = hostName();
        if (host != null) {
            known.put(HOST_NAME, host);
        }
        long pid = pid();
        if (pid > 0) {
            known.put(PROCESS_PID, pid);
        }
        return known.build();
    }

    /** The kernel's host name; null on systems other than Linux. No name server is asked, because it may not answer. */
    private static String hostName() {
        try {
            String name = new String(Files.readAllBytes(Paths.get("/proc/sys/kernel/hostname")), StandardCharsets.UTF_8)
                    .trim();
            return name.isEmpty() ? null : name;
        } catch (IOException | RuntimeException notLinux) {
            return null;
        }
    }

    /** The process id; -1 if neither the system (Linux) nor the JDK (9 and later) reports it. */
    private static long pid() {
        try {
            return Long.parseLong(Files.readSymbolicLink(Paths.get("/proc/self"))
                    .getFileName()
                    .toString());
        } catch (IOException | RuntimeException notLinux) {
            return pidOfTheJdk();
        }
    }

    /** Not asked first, because it prepares threads that wait for processes. */
    private static long pidOfTheJdk() {
        try {
            Class<?> handle = Class.forName("java.lang.ProcessHandle");
            Object current = handle.getMethod("current").invoke(null);
            return (Long) handle.getMethod("pid").invoke(current);
        } catch (ReflectiveOperationException java8) {
            return -1;
        }
    }
}
