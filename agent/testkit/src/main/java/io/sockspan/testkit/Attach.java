package io.sockspan.testkit;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.VirtualMachine;

/** Loads the packaged agent into a JVM that runs. */
public final class Attach {
    private Attach() {}

    public static void to(RunningJvm jvm, String... options) throws Exception {
        load(jvm, TargetJvm.property("sockspan.agent.jar"), options);
        jvm.hasAgent();
    }

    public static void load(RunningJvm jvm, String jar, String... options) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
        try {
            machine.loadAgent(jar, String.join(";", options));
        } catch (AgentLoadException e) {
            // A JDK 8 answers 0, "it worked", where a later client expects words.
            if (!"0".equals(e.getMessage())) {
                throw e;
            }
        } finally {
            machine.detach();
        }
    }
}
