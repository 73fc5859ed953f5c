package io.sockspan.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes a JVM to fork: {@code TargetJvm.of(jdk).agent("leak.close_wait=1s").app("Churn", "1000").start()}.
 *
 * <p>The environment is that of the test without the variables that configure the agent or the JVM. Nothing is exported unless a test sets
 * an endpoint.
 */
public final class TargetJvm {
    /** Makes the JVM take the machine for one with many processors, on which the agent shares its watches out; with few threads all the same. */
    public static final String[] MANY_PROCESSORS = {
        "-XX:ActiveProcessorCount=64", "-XX:+UseSerialGC", "-XX:CICompilerCount=2"
    };

    private final Jdk jdk;
    private final List<String> flags = new ArrayList<>();
    private final List<String> prefix = new ArrayList<>();
    private final List<String> classPath = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> what = List.of();
    private boolean withAgent;
    private boolean talks;
    private boolean isolated;
    private boolean ownPorts;
    private int descriptors;

    private TargetJvm(Jdk jdk) {
        this.jdk = jdk;
        env("OTEL_TRACES_EXPORTER", "none");
        env("OTEL_METRICS_EXPORTER", "none");
        env("OTEL_LOGS_EXPORTER", "none");
    }

    public static TargetJvm of(Jdk jdk) {
        return new TargetJvm(jdk);
    }

    /** Adds the packaged agent, with options such as {@code leak.close_wait=1s}. */
    public TargetJvm agent(String... options) {
        return agentAt(Path.of(property("sockspan.agent.jar")), options);
    }

    /** Adds the agent from another file. */
    public TargetJvm agentAt(Path jar, String... options) {
        withAgent = true;
        flags.add("-javaagent:" + jar + (options.length == 0 ? "" : "=" + String.join(";", options)));
        return this;
    }

    public TargetJvm flag(String... more) {
        Collections.addAll(flags, more);
        return this;
    }

    /** A flag that older JDKs do not support. */
    public TargetJvm flagSince(int version, String... more) {
        return jdk.version() >= version ? flag(more) : this;
    }

    public TargetJvm env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Exports traces and metrics to that endpoint, at intervals that suit a waiting test. */
    public TargetJvm exportTo(String endpoint) {
        env("OTEL_TRACES_EXPORTER", "otlp");
        env("OTEL_METRICS_EXPORTER", "otlp");
        env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        env("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
        env("OTEL_BSP_SCHEDULE_DELAY", "100");
        return env("OTEL_METRIC_EXPORT_INTERVAL", "200");
    }

    /** One of the applications in the packages {@code app}, by its simple name; {@code App} there has the commands that it takes. */
    public TargetJvm app(String name, String... arguments) {
        return appAt(Path.of(property("sockspan.it.apps")), name, arguments);
    }

    /** As {@link #app}, with the applications' classes in another place. */
    public TargetJvm appAt(Path classes, String name, String... arguments) {
        classPath.add(classes.toString());
        talks = true;
        return run(Apps.className(name), arguments);
    }

    /** An application of another module, which talks as those in the packages {@code app} do. */
    public TargetJvm talking(List<String> path, String mainClass, String... arguments) {
        classPath.addAll(path);
        talks = true;
        return run(mainClass, arguments);
    }

    /** Adds OpenTelemetry's API and SDK to the class path. */
    public TargetJvm openTelemetry() {
        classPath.add(Path.of(property("sockspan.it.otel"), "lib", "*").toString());
        return this;
    }

    /** Adds the OpenTelemetry Java agent. Agents start in the order in which they are added. */
    public TargetJvm openTelemetryAgent() {
        flags.add("-javaagent:" + Path.of(property("sockspan.it.otel"), "opentelemetry-javaagent.jar"));
        // Matching each class against some hundred instrumentations takes most of the test's time.
        return flag(
                "-Dotel.instrumentation.common.default-enabled=false",
                "-Dotel.instrumentation.opentelemetry-api.enabled=true",
                "-Dotel.instrumentation.http-url-connection.enabled=true");
    }

    /** The demo, through {@code DemoRun}. */
    public TargetJvm demo(String... arguments) {
        classPath.add(property("sockspan.demo.jar"));
        app("DemoRun", arguments);
        talks = false;
        return this;
    }

    /** The small tests in {@code io.sockspan.it.junit.cases}, with the packed jar on their class path and one of the Jupiters beside them. */
    public TargetJvm junitCases(String jupiter) {
        Path home = Path.of(property("sockspan.it.junit"));
        Collections.addAll(
                classPath,
                property("sockspan.agent.jar"),
                home.resolve("cases").toString(),
                home.resolve(jupiter).resolve("*").toString());
        return startsProcesses().run("io.sockspan.it.junit.cases.RunCases");
    }

    /** The application starts processes of its own. */
    public TargetJvm startsProcesses() {
        if (jdk.version() == 21) {
            // The JDK's spawn helper may not find the C library that the JVM itself was started with.
            flag("-Djdk.lang.Process.launchMechanism=VFORK");
        }
        return this;
    }

    public TargetJvm jar(Path jar, String... arguments) {
        what = new ArrayList<>(List.of("-jar", jar.toString()));
        Collections.addAll(what, arguments);
        return this;
    }

    private TargetJvm run(String mainClass, String... arguments) {
        what = new ArrayList<>(List.of(mainClass));
        Collections.addAll(what, arguments);
        return this;
    }

    /** Runs it in a network namespace of its own if possible. It then cannot reach a receiver of the test. */
    public TargetJvm isolated() {
        isolated = true;
        return this;
    }

    /** As the method without ports, with the ports {@link NetworkNamespace#ports()}, which no other process on this machine uses. */
    public TargetJvm isolatedWithOwnPorts() {
        ownPorts = true;
        return isolated();
    }

    /** Limits the number of its open descriptors. */
    public TargetJvm descriptors(int limit) {
        descriptors = limit;
        return this;
    }

    /** Runs it through another command, which replaces itself by the JVM (exec). */
    public TargetJvm through(String... command) {
        Collections.addAll(prefix, command);
        return this;
    }

    public RunningJvm start() {
        List<String> command = new ArrayList<>(prefix);
        command.add(jdk.java().toString());
        command.addAll(flags);
        if (!classPath.isEmpty()) {
            command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        }
        command.addAll(what);
        if (descriptors > 0) {
            command.addAll(0, List.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$0\" \"$@\""));
        }
        ProcessBuilder builder = new ProcessBuilder(isolated ? NetworkNamespace.around(command, ownPorts) : command);
        builder.environment().keySet().removeIf(TargetJvm::steers);
        builder.environment().putAll(environment);
        try {
            return new RunningJvm(builder.start(), String.join(" ", command), withAgent, talks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an environment variable of that name would steer the agent or the JVM. */
    public static boolean steers(String name) {
        return name.startsWith("OTEL_")
                || name.startsWith("SOCKSPAN_")
                || name.equals("JAVA_TOOL_OPTIONS")
                || name.equals("_JAVA_OPTIONS")
                || name.equals("JDK_JAVA_OPTIONS");
    }

    /** A path that the build passes to the tests. */
    public static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set: run the integration tests by mvn verify");
        }
        return value;
    }
}
