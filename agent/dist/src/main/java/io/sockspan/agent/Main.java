package io.sockspan.agent;

import java.io.File;
import java.lang.reflect.InvocationTargetException;

/** {@code java -jar sockspan-agent.jar}: the command line, in a class loader of its own. */
public final class Main {
    private Main() {}

    /** Ends the JVM with the command line's exit code; 1 is for suspects alone. */
    public static void main(String[] arguments) {
        int exitCode;
        try {
            File jar = Sockspan.jarFile();
            exitCode = (int) TreeLoader.commandLine(new AgentJar(jar))
                    .loadClass("io.sockspan.cli.CommandLineTool")
                    .getMethod("run", File.class, String.class, String[].class)
                    .invoke(null, jar, Sockspan.version(), arguments);
        } catch (Throwable t) {
            Throwable cause = t instanceof InvocationTargetException ? t.getCause() : t;
            System.err.println("sockspan: this is a fault of the command line itself: " + cause);
            exitCode = 2;
        }
        System.exit(exitCode);
    }
}
