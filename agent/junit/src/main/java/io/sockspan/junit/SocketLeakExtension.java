package io.sockspan.junit;

import io.sockspan.testing.AgentMissingException;
import io.sockspan.testing.internal.AgentLink;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Finds sockets that tests leave open; see {@link DetectSocketLeaks}. It checks when JUnit closes the test's store, which is the last thing
 * that JUnit does for a test: whatever the test's other extensions close is closed by then.
 */
public final class SocketLeakExtension implements BeforeAllCallback, BeforeEachCallback, InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(SocketLeakExtension.class);

    /** The moment before the fields of this thread's test were initialized; null if they were not initialized yet. */
    private static final ThreadLocal<Long> CONSTRUCTED = new ThreadLocal<>();

    /** Whether the agent knows that this extension reports open sockets. */
    private static final AtomicBoolean MUTED = new AtomicBoolean();

    /** For JUnit. */
    public SocketLeakExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        beginClass(context);
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> invocationContext,
            ExtensionContext context)
            throws Throwable {
        ExtensionContext ofClass = classOf(context);
        // JUnit constructs a test class with one instance for all tests before @BeforeAll.
        beginClass(ofClass);
        AgentLink agent = AgentLink.existing();
        boolean outermost = ofClass.getRequiredTestClass().getEnclosingClass() == null
                || java.lang.reflect.Modifier.isStatic(
                        ofClass.getRequiredTestClass().getModifiers());
        if (agent != null && (outermost || CONSTRUCTED.get() == null)) {
            CONSTRUCTED.set(agent.lastId());
        }
        return invocation.proceed();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Long constructed = CONSTRUCTED.get();
        CONSTRUCTED.remove();
        LeakSettings settings = settings(context);
        if (settings.mode == LeakMode.OFF || settings.scope == LeakScope.CLASS || isBegun(context)) {
            return;
        }
        AgentLink agent = agent(context, settings);
        if (agent == null) {
            return;
        }
        boolean anew = context.getTestInstanceLifecycle()
                .filter(lifecycle -> lifecycle == org.junit.jupiter.api.TestInstance.Lifecycle.PER_METHOD)
                .isPresent();
        begin(context, settings, agent, anew && constructed != null ? constructed : agent.lastId());
    }

    private static void beginClass(ExtensionContext context) {
        if (!isBegun(context)) {
            LeakSettings settings = settings(context);
            AgentLink agent = settings.mode == LeakMode.OFF ? null : agent(context, settings);
            if (agent != null) {
                begin(context, settings, agent, agent.lastId());
            }
        }
    }

    /** The agent; null if there is none and the test must not fail for that. */
    private static AgentLink agent(ExtensionContext context, LeakSettings settings) {
        try {
            AgentLink agent = AgentLink.get();
            if (MUTED.compareAndSet(false, true)) {
                agent.muteSuspects();
            }
            return agent;
        } catch (AgentMissingException e) {
            if (settings.mode == LeakMode.FAIL) {
                throw e;
            }
            summary(context).cannotLook(e);
            return null;
        }
    }

    private static void begin(ExtensionContext context, LeakSettings settings, AgentLink agent, long begin) {
        Scope scope = new Scope(
                context.getUniqueId(),
                context.getRequiredTestClass(),
                context.getTestMethod().map(Method::getName).orElse(null),
                context.getTestMethod()
                        .map(method -> method.getDeclaringClass().getName())
                        .orElse(null),
                label(context),
                Thread.currentThread().getName(),
                begin);
        Scopes.ALL.begin(scope);
        Summary summary = summary(context);
        summary.searched();
        context.getStore(NAMESPACE)
                .put(
                        context.getUniqueId(),
                        new EndOfScope(
                                scope,
                                settings,
                                agent,
                                context,
                                summary,
                                !scope.isClass() && isBegun(classOf(context), context)));
    }

    /** Caches the settings: reading annotations takes longer than an empty test, and repeated tests have the same ones. */
    private static LeakSettings settings(ExtensionContext context) {
        List<Object> place = Arrays.asList(context.getRequiredTestClass(), context.getTestMethod());
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(place, key -> LeakSettings.of(context), LeakSettings.class);
    }

    /** A store also searches its parents, hence the id. */
    private static boolean isBegun(ExtensionContext context) {
        return isBegun(context, context);
    }

    private static boolean isBegun(ExtensionContext wanted, ExtensionContext context) {
        return context.getStore(NAMESPACE).get(wanted.getUniqueId()) != null;
    }

    private static Summary summary(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Summary.class, key -> new Summary(), Summary.class);
    }

    private static ExtensionContext classOf(ExtensionContext context) {
        ExtensionContext of = context;
        while (of.getTestMethod().isPresent() && of.getParent().isPresent()) {
            of = of.getParent().get();
        }
        return of;
    }

    /** {@code OrdersTest.places()}, with the display name of repeated and parameterized tests. */
    private static String label(ExtensionContext context) {
        String type = context.getRequiredTestClass().getName();
        String label = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
        Optional<Method> method = context.getTestMethod();
        if (!method.isPresent()) {
            return label;
        }
        String name = method.get().getName() + "()";
        String shown = context.getDisplayName();
        return label + "." + name + (shown.equals(name) ? "" : " \"" + shown + "\"");
    }
}
