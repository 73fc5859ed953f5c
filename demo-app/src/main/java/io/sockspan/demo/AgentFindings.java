package io.sockspan.demo;

import io.sockspan.demo.scenario.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Asks the agent in this JVM for its findings, by reflection: the demo runs and compiles without the agent. */
final class AgentFindings {
    private static final String AGENT = "io.sockspan.agent.Sockspan";

    private final Method report;

    private AgentFindings(Method report) {
        this.report = report;
    }

    /** The agent's jar is on the system class path wherever {@code -javaagent} put it. */
    static Optional<AgentFindings> ofThisJvm() {
        return in(ClassLoader.getSystemClassLoader());
    }

    static Optional<AgentFindings> in(ClassLoader loader) {
        try {
            return Optional.of(new AgentFindings(loader.loadClass(AGENT).getMethod("report", String.class)));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("This demo and the agent are of different versions", e);
        }
    }

    String report() {
        return report("text");
    }

    /** Waits for these kinds of suspects, and returns those that have not turned up by then. */
    Set<String> await(Set<String> kinds, long timeoutMillis) throws InterruptedException {
        Set<String> missing = new LinkedHashSet<>(kinds);
        Await.until(
                () -> {
                    missing.removeAll(suspected(missing));
                    return missing.isEmpty();
                },
                timeoutMillis);
        return missing;
    }

    private Set<String> suspected(Set<String> kinds) {
        String json = report("json");
        Set<String> suspected = new LinkedHashSet<>();
        for (String kind : kinds) {
            if (Pattern.compile("\"kind\"\\s*:\\s*\"" + kind + '"')
                    .matcher(json)
                    .find()) {
                suspected.add(kind);
            }
        }
        return suspected;
    }

    private String report(String format) {
        try {
            return (String) report.invoke(null, format);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The agent cannot report", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
