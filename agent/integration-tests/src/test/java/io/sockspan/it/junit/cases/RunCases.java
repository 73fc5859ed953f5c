package io.sockspan.it.junit.cases;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the cases and prints a line for each: {@code ok} or {@code WRONG}, its name, and what it came to. */
public final class RunCases {
    private RunCases() {}

    public static void main(String[] arguments) {
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                selectClass(CleanCases.class),
                                selectClass(CleanCases.Strict.class),
                                selectClass(CleanCases.AllowedElsewhere.class),
                                selectClass(LeakingCases.class))
                        .selectors(fixtures())
                        .build(),
                new Judge());
        launcher.execute(inParallel(ParallelCases.Known.class), new Judge());
        launcher.execute(inParallel(ParallelCases.Unknown.class), new Judge());
        launcher.execute(
                inParallel(ParallelCases.Beside.LookedAt.class, ParallelCases.Beside.NotLookedAt.class), new Judge());
        System.out.println("done");
        System.exit(0);
    }

    private static LauncherDiscoveryRequest inParallel(Class<?>... cases) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors(Arrays.stream(cases)))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
                .build();
    }

    private static DiscoverySelector[] fixtures() {
        return selectors(Arrays.stream(FixtureCases.class.getDeclaredClasses())
                .filter(type -> type != FixtureCases.Resource.class)
                .sorted(Comparator.comparing(Class::getName)));
    }

    private static DiscoverySelector[] selectors(Stream<Class<?>> classes) {
        return classes.map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new);
    }

    /** Holds each test to its name, and each class to its annotation. */
    private static final class Judge implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            TestSource source = test.getSource().orElse(null);
            if (source instanceof MethodSource) {
                MethodSource method = (MethodSource) source;
                boolean leaks = method.getMethodName().startsWith("leaks")
                        && !test.getDisplayName().contains("closed")
                        && !test.getDisplayName().equals("dynamic")
                        && !isTemplate(test);
                judge(test, result, leaks, method.getJavaMethod());
            } else if (source instanceof ClassSource) {
                Class<?> type = ((ClassSource) source).getJavaClass();
                judge(test, result, type.isAnnotationPresent(LeaksAtItsEnd.class), type);
            }
        }

        /** The container of repeated and parameterized tests, which opens nothing itself. */
        private static boolean isTemplate(TestIdentifier test) {
            return test.isContainer() && test.getUniqueId().contains("[test-template:");
        }

        private static void judge(
                TestIdentifier test, TestExecutionResult result, boolean leaks, AnnotatedElement declared) {
            Throwable failure = result.getStatus() == TestExecutionResult.Status.FAILED
                    ? result.getThrowable().orElse(null)
                    : null;
            boolean leaked =
                    failure != null && failure.getClass().getName().equals("io.sockspan.testing.SocketLeakError");
            String missing = leaks && leaked ? missing(failure.getMessage(), declared) : null;
            boolean right = leaks ? leaked && missing == null || isAborted(result) : failure == null;
            System.out.println(
                    (right ? "ok " : "WRONG ") + test.getUniqueId().replaceAll(".*\\[(class|nested-class):", "[$1:")
                            + " " + result.getStatus() + (missing == null ? "" : " does not say \"" + missing + "\"")
                            + (right || failure == null ? "" : "\n" + failure));
        }

        private static boolean isAborted(TestExecutionResult result) {
            return result.getStatus() == TestExecutionResult.Status.ABORTED;
        }

        private static String missing(String message, AnnotatedElement declared) {
            Optional<Says> says = Optional.ofNullable(declared.getAnnotation(Says.class));
            for (String part : says.map(Says::value).orElse(new String[0])) {
                if (!message.contains(part)) {
                    return part + "\" but \"" + message;
                }
            }
            return null;
        }
    }
}
