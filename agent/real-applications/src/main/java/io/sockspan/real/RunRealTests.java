package io.sockspan.real;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the tests and prints a line for each: {@code ok} or {@code WRONG}, and its name. Arguments: {@code healthy}, {@code leaking}, or {@code
 * all}; then {@code parallel}, {@code sequential}, or {@code event-loops} for those of {@link EventLoops} alone; then the scope, {@code method}
 * or {@code class}.
 */
public final class RunRealTests implements TestExecutionListener {
    /** Whether Netty's native transport that is on the class path runs on this machine. */
    private static final boolean NATIVE = System.getProperty("os.arch").equals("amd64");

    private RunRealTests() {}

    public static void main(String[] arguments) {
        List<DiscoverySelector> classes = new ArrayList<>();
        String which = arguments[0];
        if (!arguments[1].equals("event-loops")) {
            addThoseWithThreadsOfTheirOwn(classes, which);
        }
        if (!arguments[1].equals("parallel")) {
            // In parallel, they would take the processors from tests that wait for threads of their own.
            add(classes, EventLoops.class, which);
        }
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(classes)
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.enabled",
                                        String.valueOf(arguments[1].equals("parallel")))
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                                .configurationParameter("sockspan.junit.scope", arguments[2])
                                .build(),
                        new RunRealTests());
        System.out.println("done");
        System.exit(0);
    }

    private static void addThoseWithThreadsOfTheirOwn(List<DiscoverySelector> classes, String which) {
        add(classes, Cases.class, which);
        add(classes, Databases.class, which);
        add(classes, Grpc.class, which);
        add(classes, SharedPools.class, which);
        try {
            add(
                    classes,
                    Class.forName("io.sockspan.real.JavaNetHttp", false, RunRealTests.class.getClassLoader()),
                    which);
        } catch (ClassNotFoundException before11) {
            System.out.println("without java.net.http");
        }
    }

    private static void add(List<DiscoverySelector> classes, Class<?> cases, String which) {
        for (Class<?> type : cases.getDeclaredClasses()) {
            String kind = type.getSimpleName().startsWith("Leaking") ? "leaking" : "healthy";
            if (!Modifier.isAbstract(type.getModifiers())
                    && (which.equals("all") || which.equals(kind))
                    && (NATIVE || !type.getSimpleName().endsWith("Native"))) {
                classes.add(selectClass(type));
            }
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Object source = test.getSource().orElse(null);
        if (source instanceof MethodSource) {
            MethodSource method = (MethodSource) source;
            judge(method.getClassName() + "." + method.getMethodName(), method, result);
        } else if (source instanceof ClassSource) {
            judge(((ClassSource) source).getClassName(), null, result);
        }
    }

    private static void judge(String name, MethodSource method, TestExecutionResult result) {
        Throwable failure = result.getThrowable().orElse(null);
        boolean right;
        if (method != null && method.getMethodName().startsWith("leaks")) {
            String said = String.valueOf(failure);
            // The line in the test: the method is declared where its stack trace says.
            String line = "." + method.getMethodName() + "(";
            String blocks = said.substring(Math.max(0, said.indexOf('\n')));
            // They connect on threads of their own, where the test's line is not known.
            boolean elsewhere = name.startsWith("io.sockspan.real.Grpc$")
                    || name.startsWith("io.sockspan.real.JavaNetHttp$")
                    || name.startsWith("io.sockspan.real.EventLoops$");
            right = said.startsWith("io.sockspan.testing.SocketLeakError: 1 socket left open by ")
                    && (elsewhere
                            || blocks.contains(line)
                            || blocks.contains("$" + method.getMethodName() + "$")
                            // Another one opened it, before.
                            || said.contains(", which took it out of a pool and did not give it back"));
        } else {
            right = failure == null;
        }
        System.out.println((right ? "ok " : "WRONG ") + name + (right || failure == null ? "" : "\n" + failure));
    }
}
