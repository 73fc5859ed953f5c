package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Everything that hooks have recorded from one start of the agent to its end. Hooks write to it on the application's threads; its public
 * methods are the agent's side. Only {@link AgentAccess} makes one.
 *
 * <p>Hooks write to the {@link #current} recording, which is {@link #OFF} as long as the agent does not run. A hook that is under way when
 * a recording ends goes on to write to that one, which nobody reads any more.
 */
public final class Recording {
    /**
     * A close that takes longer than this between its entry and the release of the descriptor, in nanoseconds, has been held up: by
     * classes that the JDK loads for it, or because its thread did not run. Then the kernel is asked once more how far it got.
     */
    public static final long QUICK_CLOSE = 500_000;

    /** Above the rate one stack in 256 is taken. */
    private static final int STACK_SHARE = 8;
    /** Above the rate the kernel is asked at one close in 16. */
    private static final int OBSERVATION_SHARE = 4;

    /** One sequence for all recordings of a JVM, so that an id is never given twice. */
    private static final AtomicLong IDS = new AtomicLong();

    /** Records nothing: no socket gets into its table, so that no hook ever finds one there. */
    static final Recording OFF = new Recording(null, 1, 0, 0);

    private static volatile Recording current = OFF;

    private final ThreadGroup agentThreads;
    private final EventQueue queue;
    private final DescriptorTable table = new DescriptorTable();
    private final ReferenceQueue<FileDescriptor> collected = new ReferenceQueue<>();
    private final RateBudget stacks;
    private final RateBudget closeObservations;
    /** Numbers of the agent's own sockets. */
    private final Set<Integer> own = ConcurrentHashMap.newKeySet();

    private final HookFailures failures = new HookFailures();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong exhausted = new AtomicLong();
    private final long idsBefore = IDS.get();

    private volatile ApplicationContext applicationContext;
    private volatile boolean watchesTransfers;
    private volatile boolean resolvesAdopted;
    private volatile boolean anySeen;

    Recording(ThreadGroup agentThreads, int queueSize, int stacksPerSecond, int closeObservationsPerSecond) {
        this.agentThreads = agentThreads;
        this.queue = new EventQueue(queueSize);
        this.stacks = new RateBudget(stacksPerSecond, STACK_SHARE, System.nanoTime());
        this.closeObservations = new RateBudget(closeObservationsPerSecond, OBSERVATION_SHARE, System.nanoTime());
    }

    /** Begins: from now on hooks write here. */
    public void start() {
        current = this;
    }

    /** Ends: hooks write here no more. What was recorded can still be read. */
    public void stop() {
        if (current == this) {
            current = OFF;
        }
    }

    /** The thread that polls, so that it can be woken when much has piled up. */
    public void setConsumer(Thread thread) {
        queue.setConsumer(thread);
    }

    /** Whether the time of each socket's last transfer is kept, which costs a look-up for each read and write. */
    public void watchTransfers(boolean watch) {
        watchesTransfers = watch;
    }

    /**
     * Whether the first read or write of each adopted socket is an event, with its stack; it costs a look-up for each read and write of all
     * sockets.
     */
    public void resolveAdopted(boolean resolve) {
        resolvesAdopted = resolve;
    }

    /** What knows the application's current span; null for nothing. */
    public void setApplicationContext(ApplicationContext context) {
        applicationContext = context;
    }

    /**
     * Takes a socket into the table that was open before the recording began.
     *
     * @param number its descriptor's
     * @param flags what the kernel says of it: {@link SocketRecord#CONNECTING}, {@link SocketRecord#CONNECTED},
     *     {@link SocketRecord#LISTENING}, or none; and {@link SocketRecord#UNHOOKED}
     * @return null if a hook has recorded a socket with that number already, or the number is too high
     */
    public SocketRecord adopt(int number, int flags) {
        if (number < 0 || number >= DescriptorTable.LIMIT) {
            return null;
        }
        SocketRecord record = SocketRecord.adopted(number, IDS.incrementAndGet(), System.nanoTime(), flags);
        if (!table.replace(null, record)) {
            return null;
        }
        anySeen = true;
        return record;
    }

    /** The kernel says more about an adopted socket than it did when it was found; the flags are those of {@link #adopt}. */
    public void learned(SocketRecord adopted, int flags) {
        adopted.raise(flags);
    }

    /** The descriptor of that record is gone, and no hook has recorded its close. */
    public void gone(SocketRecord record) {
        record.raise(SocketRecord.RELEASED);
        if (table.get(record.number) == record) {
            table.remove(record);
        }
    }

    /** Whether the descriptor with that number is a socket of the agent's own. */
    public boolean isOwn(int number) {
        return own.contains(number);
    }

    /** A descriptor without a record is given back, perhaps one of the agent's own. */
    void releasedUnknown(FileDescriptor descriptor) {
        if (descriptor != null && !own.isEmpty() && isAgentThread()) {
            own.remove(JdkFields.number(descriptor));
        }
    }

    /** The oldest event not yet taken, or null if there is none or a hook is just putting it in. One thread only. */
    public SocketEvent poll() {
        SocketEvent event = queue.pollReady();
        return event == null ? queue.poll(System.nanoTime()) : event;
    }

    /** How many events wait. */
    public int waiting() {
        return queue.size();
    }

    /** Whether so many events wait that the consumer should take some. */
    public boolean isQueueFilling() {
        return queue.isFilling();
    }

    /** A record whose descriptor became garbage, or null. */
    public SocketRecord pollCollected() {
        return (SocketRecord) collected.poll();
    }

    /** The open socket with that descriptor number, or null. */
    public SocketRecord open(int number) {
        return table.get(number);
    }

    /** The numbers of all open sockets are below this. */
    public int openLimit() {
        return table.size();
    }

    /** Whether any socket was seen since the start. */
    public boolean isAnySeen() {
        return anySeen;
    }

    /** Sockets seen since the start. */
    public long seen() {
        return IDS.get() - idsBefore;
    }

    /** The id of the socket that was seen last, 0 if none ever was in this JVM. What is seen later has a higher one. */
    public long lastId() {
        return IDS.get();
    }

    /** Events that the full queue refused. */
    public long dropped() {
        return dropped.get();
    }

    /** How often the process had no descriptor left for a socket. */
    public long descriptorsExhausted() {
        return exhausted.get();
    }

    /** Exceptions that hooks threw. */
    public long hookFailures() {
        return failures.count();
    }

    /** The first exception that a hook threw, or null. */
    public Throwable firstHookFailure() {
        return failures.first();
    }

    /** Sockets of which no stack was taken, because too many were opened. */
    public long stacksSkipped() {
        return stacks.skipped();
    }

    /** Closes at whose entry the kernel was not asked, because too many closed. */
    public long closeObservationsSkipped() {
        return closeObservations.skipped();
    }

    // What hooks use, on the application's threads.

    static Recording current() {
        return current;
    }

    HookFailures failures() {
        return failures;
    }

    /** The process has no descriptor left. */
    void descriptorRefused() {
        exhausted.incrementAndGet();
    }

    /** Whether a read or write needs the socket's record. */
    boolean wantsTransfers() {
        return watchesTransfers || resolvesAdopted;
    }

    boolean watchesTransfers() {
        return watchesTransfers;
    }

    /** Whether the kernel is asked at the entry of one more close. */
    boolean takeCloseObservation(long now) {
        return closeObservations.tryTake(now);
    }

    /** The application's current span, or null. */
    Object applicationContext() {
        ApplicationContext context = applicationContext;
        if (context == null) {
            return null;
        }
        try {
            return context.current();
        } catch (Throwable t) {
            // The application's own code has a part in it; the connection is recorded all the same.
            HookFailures.caught(t);
            return null;
        }
    }

    /** The record of a new socket; null where it is the agent's own, or none may be recorded. */
    SocketRecord create(FileDescriptor descriptor, PassiveOpen opening) {
        if (descriptor == null || this == OFF) {
            return null;
        }
        int number = JdkFields.number(descriptor);
        if (number < 0 || number >= DescriptorTable.LIMIT) {
            return null;
        }
        if (isAgentThread()) {
            own.add(number);
            return null;
        }
        anySeen = true;
        long now = System.nanoTime();
        SocketRecord record =
                new SocketRecord(descriptor, collected, number, IDS.incrementAndGet(), now, callSite(now));
        if (opening != null) {
            record.opening = opening;
            record.raise(SocketRecord.CONNECTED);
        }
        SocketRecord before = table.put(record);
        // Where its release was not seen, the kernel has given its number away all the same.
        if (before != null && before.raise(SocketRecord.RELEASED)) {
            offer(before, EventKind.REPLACED, now, 0, null);
        }
        return record;
    }

    private boolean isAgentThread() {
        return agentThreads != null && Thread.currentThread().getThreadGroup() == agentThreads;
    }

    private CallSite callSite(long now) {
        return stacks.tryTake(now) ? new CallSite() : null;
    }

    /** A closed descriptor keeps its number, which may stand for another socket now; only identity tells. */
    SocketRecord find(FileDescriptor descriptor) {
        SocketRecord record = atNumberOf(descriptor);
        if (record == null || record.get() == descriptor) {
            return record;
        }
        return record.is(SocketRecord.UNRESOLVED) ? resolve(record, descriptor) : null;
    }

    /** A call shows the descriptor of a socket that was adopted by its number alone. */
    private SocketRecord resolve(SocketRecord adopted, FileDescriptor descriptor) {
        long now = System.nanoTime();
        SocketRecord resolved = adopted.resolved(descriptor, collected, callSite(now));
        if (!table.replace(adopted, resolved)) {
            // Another thread was faster, or the number stands for another socket by now.
            SocketRecord other = table.get(adopted.number);
            return other != null && other.get() == descriptor ? other : null;
        }
        offer(resolved, EventKind.RESOLVED, now, 0, null);
        return resolved;
    }

    /**
     * The same for the last calls of a descriptor, which JDK 8 makes on the finalizer for a forgotten socket: the collector clears weak
     * references before it finalizes, so there is no identity left to compare.
     */
    SocketRecord findLast(FileDescriptor descriptor) {
        SocketRecord record = atNumberOf(descriptor);
        if (record == null) {
            return null;
        }
        FileDescriptor referent = record.get();
        return referent == descriptor || referent == null ? record : null;
    }

    /** The record at the descriptor's number, whosever it is; null if there is none. */
    SocketRecord atNumberOf(FileDescriptor descriptor) {
        int number = descriptor == null ? -1 : JdkFields.number(descriptor);
        return number < 0 ? null : table.get(number);
    }

    /** The number is about to be given back to the kernel, which may give it to another socket at once. */
    void forget(SocketRecord record) {
        table.remove(record);
    }

    /** Hands an event to the agent's thread, or counts it where the queue is full. */
    void offer(SocketRecord record, EventKind kind, long at, int number, Object detail) {
        if (this == OFF) {
            // A hook of a socket that an earlier recording knew; to keep its event would keep that recording.
            return;
        }
        if (!queue.offer(new SocketEvent(record, kind, at, number, detail))) {
            dropped.incrementAndGet();
            record.raise(SocketRecord.INCOMPLETE);
        }
    }
}
