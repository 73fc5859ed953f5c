package io.sockspan.runtime;

import io.sockspan.instrument.BootstrapInstaller;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What the launcher creates by name in the core's class loader, and calls as the JDK's interface that it implements: a call by reflection would make JDK 18
 * and later spin a dozen classes.
 */
public final class Launch
        implements BiFunction<
                Instrumentation, Map<String, byte[]>, BiFunction<String, Boolean, UnaryOperator<String>>> {
    /**
     * Defines the bootstrap classes, given by binary name.
     *
     * @return starts the agent, with the parameters of {@link Agent#start}
     * @throws UndeclaredThrowableException with a checked exception as its cause, if this JVM does not allow it
     */
    @Override
    public BiFunction<String, Boolean, UnaryOperator<String>> apply(
            Instrumentation instrumentation, Map<String, byte[]> classFiles) {
        try {
            BootstrapInstaller.install(instrumentation, classFiles);
        } catch (ReflectiveOperationException e) {
            throw new UndeclaredThrowableException(e);
        }
        return (arguments, attached) -> Agent.start(arguments, instrumentation, attached);
    }
}
