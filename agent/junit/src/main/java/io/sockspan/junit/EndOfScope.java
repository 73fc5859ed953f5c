package io.sockspan.junit;

import io.sockspan.testing.RecordedSocket;
import io.sockspan.testing.SocketLeakError;
import io.sockspan.testing.internal.AgentLink;
import io.sockspan.testing.internal.LeakMessage;
import io.sockspan.testing.internal.LeakRules;
import io.sockspan.testing.internal.LeakSearch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;

/**
 * Checks for leaks when JUnit closes the store of a test or class. An exception from here fails the test or class, in addition to earlier
 * failures.
 */
@SuppressWarnings(
        "deprecation") // Jupiter 5.8 to 5.12 close no other resources, and later ones warn of those that are no more
// than this.
final class EndOfScope implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    private static final GarbageCollections COLLECTIONS = new GarbageCollections();

    private final Scope scope;
    private final LeakSettings settings;
    private final AgentLink agent;
    private final ExtensionContext context;
    private final Summary summary;
    private final LeakRules rules;

    /** @param classFollows whether the class that has this test is checked, too */
    EndOfScope(
            Scope scope,
            LeakSettings settings,
            AgentLink agent,
            ExtensionContext context,
            Summary summary,
            boolean classFollows) {
        this.scope = scope;
        this.settings = settings;
        this.agent = agent;
        this.context = context;
        this.summary = summary;
        Collection<Object> earlier = earlier();
        this.rules = new LeakRules(agent, scope.code(), holders(), earlier, settings.strict);
        rules.begin(agent.lastId(), begun(earlier));
        if (classFollows) {
            rules.leaveSharedClients(earlier);
        }
    }

    /** Objects of a test and its class that may lead to the pools that it uses. */
    private Collection<Object> holders() {
        Collection<Object> holders = new ArrayList<>(scope.classesAround());
        context.getTestInstances().ifPresent(instances -> holders.addAll(instances.getAllInstances()));
        return holders;
    }

    /** What holds now, as a test begins, what it shares with others; only classes that are initialized, and so without those around. */
    private Collection<Object> earlier() {
        Collection<Object> earlier = new ArrayList<>();
        if (scope.isClass()) {
            return earlier;
        }
        List<Object> instances =
                context.getTestInstances().map(TestInstances::getAllInstances).orElse(Collections.emptyList());
        for (Object instance : instances) {
            for (Class<?> type = instance.getClass(); type != Object.class; type = type.getSuperclass()) {
                earlier.add(type);
            }
        }
        if (isInstanceShared()) {
            earlier.addAll(instances);
        }
        return earlier;
    }

    /** Whether the tests of the class have one instance. */
    private boolean isInstanceShared() {
        return context.getTestInstanceLifecycle().orElse(null) == TestInstance.Lifecycle.PER_CLASS;
    }

    /**
     * What may lead now, as a test begins, to the pools that it uses: also the test's own instance, into which other extensions may have
     * put a pool that tests share.
     */
    private Collection<Object> begun(Collection<Object> earlier) {
        Collection<Object> begun = new ArrayList<>(earlier);
        if (!scope.isClass() && !isInstanceShared()) {
            context.getTestInstances().ifPresent(instances -> begun.addAll(instances.getAllInstances()));
        }
        return begun;
    }

    @Override
    public void close() {
        long last = agent.lastId();
        try {
            if (last != scope.begin() || rules.mayHaveTaken()) {
                search();
            }
        } finally {
            Scopes.ALL.end(scope, last);
        }
    }

    private void search() {
        findForgottenPools();
        List<RecordedSocket> left = new LeakSearch(agent, settings.grace).leftSince(scope.begin(), this::counted);
        settleAllowed();
        List<RecordedSocket> taken = taken(left);
        if (left.isEmpty() && taken.isEmpty()) {
            return;
        }
        String whose = left.isEmpty()
                ? "left open by " + scope + ", which took " + (taken.size() == 1 ? "it" : "them")
                        + " out of a pool and did not give " + (taken.size() == 1 ? "it" : "them") + " back"
                : whose(left);
        List<RecordedSocket> all = new ArrayList<>(left);
        all.addAll(taken);
        all.forEach(Scopes.ALL::settle);
        report(all, whose);
    }

    /** Of tests that run at the same time, it cannot be known which one took a connection out of a pool. */
    private List<RecordedSocket> taken(List<RecordedSocket> left) {
        if (!rules.mayHaveTaken() || scope.isOverlapped()) {
            return Collections.emptyList();
        }
        // What a field of the test has opened is left open already.
        Set<Long> known = left.stream().map(RecordedSocket::id).collect(Collectors.toSet());
        return new LeakSearch(agent, settings.grace)
                .persisting(() -> rules.taken().stream()
                        .filter(socket -> !known.contains(socket.id()))
                        .filter(socket -> !Scopes.ALL.isSettled(socket) && !settings.allowances.cover(socket))
                        .collect(Collectors.toList()));
    }

    private List<RecordedSocket> counted(List<RecordedSocket> all) {
        Blame blame = new Blame(Scopes.ALL, all);
        return rules.counted(all).stream()
                .filter(socket -> !Scopes.ALL.isSettled(socket) && !settings.allowances.cover(socket))
                .filter(socket -> blame.isOn(scope, socket))
                .collect(Collectors.toList());
    }

    /** A forgotten pool keeps its connections, and seems idle until the garbage collector finds it. */
    private void findForgottenPools() {
        if (rules.mayFindForgotten(agent.after(scope.begin()).sockets())) {
            COLLECTIONS.collect(scope.isClass());
        }
    }

    /** {@code left open by OrdersTest.places()}; if the test is unknown, its class and the tests that may have opened it. */
    private String whose(List<RecordedSocket> left) {
        Blame blame = new Blame(Scopes.ALL, agent.after(scope.begin()).sockets());
        Set<String> undecided = new LinkedHashSet<>();
        Set<String> tests = new TreeSet<>();
        for (RecordedSocket socket : left) {
            blame.undecided(socket).forEach(candidate -> undecided.add(candidate.toString()));
            blame.owner(socket).filter(owner -> owner != scope).ifPresent(owner -> tests.add(owner.toString()));
        }
        StringBuilder whose = new StringBuilder("left open by ").append(scope);
        if (!undecided.isEmpty()) {
            whose.append(": opened while ")
                    .append(String.join(" and ", undecided))
                    .append(" ran at the same time, and it cannot be known which of them opened ")
                    .append(left.size() == 1 ? "it" : "them");
        } else if (!tests.isEmpty()) {
            whose.append(", opened in ").append(String.join(", ", tests));
        } else if (scope.isClass() && settings.scope == LeakScope.METHOD) {
            whose.append(", outside of its tests");
        }
        return whose.toString();
    }

    /** A test's allowance is final: the class does not report the socket again. */
    private void settleAllowed() {
        if (settings.allowances.isEmpty()) {
            return;
        }
        List<RecordedSocket> all = agent.after(scope.begin()).sockets();
        Blame blame = new Blame(Scopes.ALL, all);
        all.stream()
                .filter(socket -> socket.isOpen() && settings.allowances.cover(socket) && blame.isOn(scope, socket))
                .forEach(Scopes.ALL::settle);
    }

    private void report(List<RecordedSocket> left, String whose) {
        String message = LeakMessage.of(agent, whose, left, true);
        String ids = left.stream().map(socket -> String.valueOf(socket.id())).collect(Collectors.joining(","));
        context.publishReportEntry("sockspan.leak", ids);
        summary.left(scope.toString(), left.size());
        if (settings.mode == LeakMode.FAIL) {
            SocketLeakError error = new SocketLeakError(message, left);
            // The stack trace leads to JUnit only; the stacks that matter are in the message.
            error.setStackTrace(new StackTraceElement[0]);
            throw error;
        }
        summary.report(message);
    }
}
