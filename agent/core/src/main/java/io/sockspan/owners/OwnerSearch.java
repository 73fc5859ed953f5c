package io.sockspan.owners;

import io.sockspan.modules.Modules;
import java.lang.instrument.Instrumentation;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out who holds sockets, on request. For all threads; one search runs at a time, on a thread of its own.
 *
 * <p>A search takes no lock, stops no thread and calls no method of the application's objects. It makes the JVM load the types of the fields
 * of loaded classes, through the application's loaders. It keeps the objects that it has entered alive until it ends.
 */
public final class OwnerSearch {
    /** How much longer than its limit a search may take, because a loader of the application takes long. */
    private static final long PATIENCE_SECONDS = 3;

    private final Instrumentation instrumentation;
    private final ThreadGroup threads;
    private RawMemory memory;
    private int searches;
    private FutureTask<Findings> running;
    private volatile boolean stopped;

    /** @param threads the agent's group */
    public OwnerSearch(Instrumentation instrumentation, ThreadGroup threads) {
        this.instrumentation = instrumentation;
        this.threads = threads;
    }

    /** Ends a search that runs, soon; no other begins. */
    public void stop() {
        stopped = true;
    }

    /** What the next search would do to this JVM. */
    public synchronized SearchCost cost() {
        return new SearchCost(searches, instrumentation.getAllLoadedClasses().length, WalkLimits.ofThisHeap());
    }

    /**
     * Searches for the holders of these sockets. Returns within some seconds.
     *
     * @param numbers the number of each socket's descriptor, by the socket's id
     * @throws IllegalStateException if it cannot be done, with the reason
     */
    public Findings search(Map<Long, Integer> numbers) {
        FutureTask<Findings> task = begin(new HashMap<>(numbers));
        try {
            return task.get(WalkLimits.NANOS + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while searching for holders");
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the search for holders has not ended yet: a class loader of the application"
                            + " takes long to load the type of a field");
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "holders cannot be searched for in this JVM: " + e.getCause(), e.getCause());
        }
    }

    private synchronized FutureTask<Findings> begin(Map<Long, Integer> numbers) {
        if (stopped) {
            throw new IllegalStateException("the agent is being detached");
        }
        if (running != null && !running.isDone()) {
            throw new IllegalStateException("another search for holders is running; ask again when it has ended");
        }
        // A security manager may deny the application's code, whose access the new thread inherits, what the search
        // needs.
        running =
                new FutureTask<>(() -> AccessController.doPrivileged((PrivilegedAction<Findings>) () -> find(numbers)));
        Thread thread = new Thread(threads, running, "sockspan-owners");
        thread.setDaemon(true);
        thread.setContextClassLoader(OwnerSearch.class.getClassLoader());
        thread.start();
        searches++;
        return running;
    }

    private Findings find(Map<Long, Integer> numbers) {
        long began = System.nanoTime();
        RawMemory reader = memory();
        Class<?>[] loaded = instrumentation.getAllLoadedClasses();
        Walk walk = new Walk(
                reader,
                WalkLimits.ofThisHeap(),
                new HashSet<>(numbers.values()),
                () -> stopped || System.nanoTime() - began > WalkLimits.NANOS);
        walk.run(loaded);
        Map<Integer, Object> registered =
                new RegisteredSockets(reader, walk.layouts, new HashSet<>(numbers.values())).read();
        Paths paths = new Paths(walk, reader, loaded);
        SocketUsers users = new SocketUsers(reader, walk.layouts);
        Map<Long, Finding> findings = new HashMap<>();
        numbers.forEach((id, number) -> {
            Integer index = open(walk, walk.found.get(number));
            Object socket = index == null ? registered.get(number) : walk.socket(index);
            String user = socket == null ? null : users.of(socket);
            findings.put(id, new Finding(index == null ? null : paths.to(index), user));
        });
        return new Findings(findings, walk, System.nanoTime() - began);
    }

    private synchronized RawMemory memory() {
        if (memory == null) {
            try {
                memory = RawMemory.openedBy(new Modules(instrumentation));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("its fields cannot be read: " + e, e);
            }
        }
        return memory;
    }

    /** The first of these descriptors that is in use; null if none is. */
    private static Integer open(Walk walk, List<Integer> descriptors) {
        if (descriptors != null) {
            for (Integer index : descriptors) {
                if (walk.layouts.isOpen(walk.socket(index))) {
                    return index;
                }
            }
        }
        return null;
    }
}
