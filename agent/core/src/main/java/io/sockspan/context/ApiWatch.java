package io.sockspan.context;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.function.BiConsumer;

/**
 * Notices when an application begins to use an OpenTelemetry API, in any loader. Changes no class; any other class costs two comparisons.
 */
final class ApiWatch implements ClassFileTransformer {
    private final String application = ApiHome.APPLICATION.key.replace('.', '/');
    private final String javaAgent = ApiHome.JAVA_AGENT.key.replace('.', '/');
    private final BiConsumer<ApiHome, ClassLoader> found;

    ApiWatch(BiConsumer<ApiHome, ClassLoader> found) {
        this.found = found;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        if (application.equals(internalName)) {
            found.accept(ApiHome.APPLICATION, loader);
        } else if (javaAgent.equals(internalName)) {
            found.accept(ApiHome.JAVA_AGENT, loader);
        }
        return null;
    }
}
