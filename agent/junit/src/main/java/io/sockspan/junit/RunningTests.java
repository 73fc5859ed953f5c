package io.sockspan.junit;

import io.sockspan.testing.internal.AgentLink;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Tracks the tests without the extension, so that no other test is blamed for what they open. JUnit's launcher finds this class as a
 * service; it does nothing until a test has requested the agent.
 */
public final class RunningTests implements TestExecutionListener {
    /** For JUnit. */
    public RunningTests() {}

    @Override
    public void executionStarted(TestIdentifier test) {
        AgentLink agent = AgentLink.existing();
        if (agent == null || Scopes.ALL.find(test.getUniqueId()) != null) {
            return;
        }
        TestSource source = test.getSource().orElse(null);
        if (source instanceof ClassSource) {
            begin(test, ((ClassSource) source).getJavaClass(), null, agent);
        } else if (source instanceof MethodSource
                && test.isTest()
                && !test.getUniqueId().contains("[dynamic-")) {
            MethodSource method = (MethodSource) source;
            begin(test, method.getJavaClass(), method.getMethodName(), agent);
        }
    }

    private static void begin(TestIdentifier test, Class<?> type, String method, AgentLink agent) {
        String name = type.getName();
        String label = name.substring(name.lastIndexOf('.') + 1) + (method == null ? "" : "." + method + "()");
        String thread = Thread.currentThread().getName();
        Scopes.ALL.begin(new Scope(test.getUniqueId(), type, method, null, label, thread, agent.lastId()));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Scope scope = Scopes.ALL.find(test.getUniqueId());
        AgentLink agent = AgentLink.existing();
        if (scope != null && scope.isRunning() && agent != null) {
            Scopes.ALL.end(scope, agent.lastId());
        }
    }
}
