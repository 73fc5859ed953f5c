package io.sockspan.instrument;

import io.sockspan.bootstrap.AgentAccess;
import java.lang.reflect.Field;

/** Gives the agent's core access to the classes that woven JDK code calls. */
public final class BootstrapClasses {
    private BootstrapClasses() {}

    /** The access that the agent has and the application does not. */
    public static AgentAccess access() {
        try {
            Field instance = AgentAccess.class.getDeclaredField("INSTANCE");
            instance.setAccessible(true);
            return (AgentAccess) instance.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the agent's bootstrap classes are another version's", e);
        }
    }
}
