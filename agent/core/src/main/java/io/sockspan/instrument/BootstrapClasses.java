package io.sockspan.instrument;

import io.sockspan.bootstrap.AgentAccess;
import java.lang.reflect.Field;

/** The classes that woven JDK code calls, as the agent's core sees them. */
public final class BootstrapClasses {
    private BootstrapClasses() {}

    /** What the agent may do with them and the application may not. */
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
