package io.sockspan.testing.internal;

import io.sockspan.testing.AgentMissingException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Attaches this jar as an agent to its own JVM. A JVM refuses to attach to itself unless it was started with {@code
 * jdk.attach.allowAttachSelf}, so another JVM attaches: {@link Attacher}.
 */
final class SelfAttach {
    private static final long PATIENCE_SECONDS = 30;
    /** Options for tests; each applies only if the user has not set it. */
    private static final Map<String, String> SETTINGS = new LinkedHashMap<>();

    static {
        SETTINGS.put("telemetry", "off");
        SETTINGS.put("stacks", "always");
        SETTINGS.put("history", "10000");
    }

    private SelfAttach() {}

    static void run() {
        File jar = jar();
        String answer = attach(jar);
        if (!answer.isEmpty()) {
            throw new AgentMissingException(advice(answer));
        }
    }

    /** The advice after the reason. */
    static String advice(String reason) {
        StringBuilder advice = new StringBuilder(
                        "the Sockspan agent, which sees the sockets, could not attach itself: ")
                .append(reason)
                .append(
                        "\nStart the JVM of the tests with -javaagent:/path/to/sockspan-agent.jar (Maven: surefire's argLine;")
                .append(" Gradle: jvmArgs of the test task)");
        if (!isAllowed()) {
            advice.append(", or let it attach with -XX:+EnableDynamicAgentLoading");
        } else if (reason.contains("no attach API")) {
            advice.append(", or run the tests on a JDK, which has the module jdk.attach (Java 8: lib/tools.jar)");
        } else if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:+DisableAttachMechanism")) {
            advice.append(", or without -XX:+DisableAttachMechanism");
        }
        return advice.append('.').toString();
    }

    private static boolean isAllowed() {
        return !ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-XX:-EnableDynamicAgentLoading");
    }

    /** The jar that this class is in. */
    private static File jar() {
        CodeSource source = SelfAttach.class.getProtectionDomain().getCodeSource();
        try {
            File file = source == null ? null : new File(source.getLocation().toURI());
            if (file != null && file.isFile()) {
                return file;
            }
        } catch (URISyntaxException | IllegalArgumentException noFile) {
            // The message below reports it.
        }
        throw new AgentMissingException(advice("its classes were not loaded from sockspan-agent.jar but from "
                + (source == null ? "nowhere" : source.getLocation())));
    }

    /** @return empty, or why the attach failed */
    private static String attach(File jar) {
        List<String> command = new ArrayList<>(
                Arrays.asList(home("bin" + File.separator + "java").getPath(), "-cp", jar.getPath()));
        // Short-lived, and beside a busy JVM.
        command.addAll(Arrays.asList("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add(Attacher.class.getName());
        command.addAll(Arrays.asList(processId(), jar.getPath(), settings()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The options are meant for the tests' JVM, and may start agents.
        builder.environment()
                .keySet()
                .removeAll(Arrays.asList("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        boolean interrupted = Thread.interrupted();
        StderrOfAttach stderr = new StderrOfAttach();
        stderr.begin();
        try {
            return run(builder.start());
        } catch (IOException e) {
            return "the JVM that was to do it could not be started: " + e.getMessage();
        } catch (InterruptedException e) {
            interrupted = true;
            return "it was interrupted";
        } finally {
            stderr.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String run(Process attacher) throws IOException, InterruptedException {
        attacher.getOutputStream().close();
        Output output = new Output(attacher.getInputStream());
        output.start();
        if (!attacher.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            attacher.destroyForcibly();
            return "it took more than " + PATIENCE_SECONDS + " s";
        }
        output.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        String said = output.text();
        return attacher.exitValue() == 0 ? "" : said.isEmpty() ? "exit code " + attacher.exitValue() : said;
    }

    private static File home(String path) {
        return new File(System.getProperty("java.home"), path);
    }

    private static String processId() {
        return ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[0];
    }

    private static String settings() {
        List<String> settings = new ArrayList<>();
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            String variable = "SOCKSPAN_" + setting.getKey().toUpperCase(java.util.Locale.ROOT);
            if (System.getProperty("sockspan." + setting.getKey()) == null && System.getenv(variable) == null) {
                settings.add(setting.getKey() + "=" + setting.getValue());
            }
        }
        return String.join(";", settings);
    }

    /** Reads a process's output, so that the process never blocks on it. */
    private static final class Output extends Thread {
        private final InputStream in;
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();

        Output(InputStream in) {
            super("sockspan-attach-output");
            this.in = in;
            setDaemon(true);
        }

        @Override
        public void run() {
            byte[] buffer = new byte[1024];
            try {
                for (int count; (count = in.read(buffer)) >= 0; ) {
                    synchronized (said) {
                        said.write(buffer, 0, count);
                    }
                }
            } catch (IOException gone) {
                // The process was ended; its output so far is there.
            }
        }

        String text() {
            synchronized (said) {
                return new String(said.toByteArray(), Charset.defaultCharset()).trim();
            }
        }
    }
}
