package io.sockspan.agent;

import java.io.File;
import java.lang.reflect.InvocationTargetException;

/** {@code java -jar sockspan-agent.jar}: the command line, in a class loader of its own. */
public final class Main {
    private Main() {}

    /** Ends the JVM with the command line's exit code. */
    public static void main(String[] arguments) throws Exception {
        File jar = Sockspan.jarFile();
        int exitCode;
        try {
            exitCode = (int) TreeLoader.commandLine(new AgentJar(jar))
                    .loadClass("io.sockspan.cli.CommandLineTool")
                    .getMethod("run", File.class, String.class, String[].class)
                    .invoke(null, jar, Sockspan.version(), arguments);
        } catch (InvocationTargetException e) {
            System.err.println("sockspan: the command line met an error of its own: " + e.getCause());
            exitCode = 2;
        }
        System.exit(exitCode);
    }
}
