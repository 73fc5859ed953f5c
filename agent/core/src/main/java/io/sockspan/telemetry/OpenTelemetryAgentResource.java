package io.sockspan.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How the OpenTelemetry Java agent, if it runs in this JVM, names the service and the host. Its spans and ours are then those of the same
 * service and instance: it finds names that the agent does not look for, such as Spring's, and makes the instance's id at random.
 *
 * <p>It offers none of this in public, so its fields are read by reflection; where that fails, its names are not known. Nothing of it is
 * started or changed.
 */
final class OpenTelemetryAgentResource {
    /** The names of that agent's classes begin so. Joined at run time: the build would rename a constant to the agent's own library. */
    private static final String ROOT = String.join(".", "io", "opentelemetry", "");

    private static final String GLOBAL = ROOT + "javaagent.shaded." + ROOT + "api.GlobalOpenTelemetry";
    private static final String SDK = ROOT + "sdk.OpenTelemetrySdk";

    /** What says where the process runs and what for; the rest is about the process itself and about the other agent. */
    private static final List<String> ADOPTED =
            Arrays.asList("service.", "host.", "container.", "k8s.", "cloud.", "deployment.");

    /** The SDK is behind one or two wrappers. */
    private static final int WRAPPERS = 4;

    private OpenTelemetryAgentResource() {}

    /** Empty if that agent is not here, or has no SDK. */
    static Resource read() {
        try {
            // In the bootstrap class loader, if at all.
            Object global = valueOf(Class.forName(GLOBAL, false, null), "globalOpenTelemetry", null);
            return adopt(attributes(global));
        } catch (ReflectiveOperationException | LinkageError | RuntimeException absentOrAnotherVersion) {
            return Resource.empty();
        }
    }

    private static Map<?, ?> attributes(Object global) throws ReflectiveOperationException {
        Object sdk = global;
        for (int i = 0; i < WRAPPERS && sdk != null && !isSdk(sdk); i++) {
            sdk = valueOf(sdk.getClass(), "delegate", sdk);
        }
        Object provider = call(sdk, "getSdkTracerProvider");
        Object state = valueOf(provider.getClass(), "sharedState", provider);
        Object resource = valueOf(state.getClass(), "resource", state);
        return (Map<?, ?>) call(call(resource, "getAttributes"), "asMap");
    }

    private static boolean isSdk(Object candidate) {
        for (Class<?> type = candidate.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(SDK)) {
                return true;
            }
        }
        return false;
    }

    /** Takes the texts over; the keys are classes of the other agent. */
    static Resource adopt(Map<?, ?> attributes) throws ReflectiveOperationException {
        ResourceBuilder adopted = Resource.builder();
        for (Map.Entry<?, ?> attribute : attributes.entrySet()) {
            String key = (String) call(attribute.getKey(), "getKey");
            if (attribute.getValue() instanceof String && ADOPTED.stream().anyMatch(key::startsWith)) {
                adopted.put(AttributeKey.stringKey(key), (String) attribute.getValue());
            }
        }
        return adopted.build();
    }

    private static Object valueOf(Class<?> type, String field, Object of) throws ReflectiveOperationException {
        Field found = type.getDeclaredField(field);
        found.setAccessible(true);
        return found.get(of);
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        Method found = target.getClass().getMethod(method);
        found.setAccessible(true);
        return found.invoke(target);
    }
}
