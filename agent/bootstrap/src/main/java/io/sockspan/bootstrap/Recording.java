package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that the hooks record from one start of the agent to its end. Hooks write to it on the application's threads; the agent reads it
 * through the public methods. Only {@link AgentAccess} creates instances.
 *
 * <p>Hooks write to the {@link #current} recording, which is {@link #OFF} while the agent does not run. A hook that is running when a
 * recording ends still writes to that recording, which is no longer read.
 */
public final class Recording {
    /** Above the rate, the kernel's state is read at one close in 16. */
    private static final int OBSERVATION_SHARE = 4;

    /** One sequence for all recordings of a JVM, so that ids are unique. */
    private static final AtomicLong IDS = new AtomicLong();

    /** Records nothing: its table stays empty, so no hook finds a record there. */
    static final Recording OFF = new Recording(null, 1, 0, 0);

    private static volatile Recording current = OFF;

    private final EventQueue queue;
    private final DescriptorTable table = new DescriptorTable();
    private final ReferenceQueue<FileDescriptor> collected = new ReferenceQueue<>();
    private final CallSites callSites;
    private final RateBudget closeObservations;
    private final OwnDescriptors own;
    private final AuxiliaryDescriptors auxiliary = new AuxiliaryDescriptors();
    private final EngineHandshakes engines = new EngineHandshakes(this);
    private final HookFailures failures = new HookFailures();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong exhausted = new AtomicLong();
    private final long idsBefore = IDS.get();

    private volatile ApplicationContext applicationContext;
    private volatile boolean watchesTransfers;
    private volatile boolean resolvesAdopted;
    private volatile boolean anySeen;

    Recording(ThreadGroup agentThreads, int queueSize, int stacksPerSecond, int closeObservationsPerSecond) {
        this.own = new OwnDescriptors(agentThreads);
        this.queue = new EventQueue(queueSize);
        this.callSites = new CallSites(stacksPerSecond);
        this.closeObservations = new RateBudget(closeObservationsPerSecond, OBSERVATION_SHARE, System.nanoTime());
    }

    /** Begins the recording: from now on hooks write here. */
    public void start() {
        current = this;
    }

    /** Initializes what hooks rarely need, so that only a close before this call does it itself. For the agent's own threads. */
    public void prepareRareHooks() {
        InterruptedChannels.prepare();
    }

    /** Ends the recording: hooks no longer write here. Its content can still be read. */
    public void stop() {
        if (current == this) {
            current = OFF;
        }
    }

    /** Sets the thread that polls, which is woken when many events wait; or with the next one if it rests. */
    public void setConsumer(Thread thread, boolean rests) {
        queue.setConsumer(thread, rests);
    }

    /** Wakes the thread that polls if it rests, because something else waits for it. For any thread. */
    public void wakeConsumer() {
        queue.wakeResting();
    }

    /** Sets whether the time of each socket's last transfer is kept, which costs a lookup for each read and write. */
    public void watchTransfers(boolean watch) {
        watchesTransfers = watch;
    }

    /**
     * Sets whether the first read or write of each adopted socket is recorded with its stack, which costs a lookup for each read and write
     * of all sockets.
     */
    public void resolveAdopted(boolean resolve) {
        resolvesAdopted = resolve;
    }

    /** Sets the reader of the application's current span; null for none. */
    public void setApplicationContext(ApplicationContext context) {
        applicationContext = context;
    }

    /**
     * Adds a record for an open socket whose creation no hook recorded.
     *
     * @param number its descriptor's number
     * @param flags the kernel's state of the socket: {@link SocketRecord#CONNECTING}, {@link SocketRecord#CONNECTED},
     *     {@link SocketRecord#LISTENING}, or none; and {@link SocketRecord#UNHOOKED}
     * @return null if the number has a record already or is too high
     */
    public SocketRecord adopt(int number, int flags) {
        if (number < 0 || number >= DescriptorTable.LIMIT) {
            return null;
        }
        SocketRecord record = SocketRecord.adopted(number, IDS.incrementAndGet(), System.nanoTime(), flags);
        anySeen = true;
        return table.replace(null, record) ? record : null;
    }

    /** Adds flags to an adopted socket, whose state in the kernel has changed since it was found; the flags are those of {@link #adopt}. */
    public void learned(SocketRecord adopted, int flags) {
        adopted.raise(flags);
    }

    /** Removes a record whose descriptor was closed without a hook. */
    public void gone(SocketRecord record) {
        record.raise(SocketRecord.RELEASED);
        table.remove(record);
    }

    public OwnDescriptors own() {
        return own;
    }

    /** The oldest waiting event; null if there is none or a hook has not finished adding it. For the agent's thread only. */
    public SocketEvent poll() {
        SocketEvent event = queue.pollReady();
        return event == null ? queue.poll(System.nanoTime()) : event;
    }

    /** The number of waiting events. */
    public int waiting() {
        return queue.size();
    }

    /** Whether more than a quarter of the queue is in use, so that the consumer should poll. */
    public boolean isQueueFilling() {
        return queue.isFilling();
    }

    /** The next record whose descriptor object was garbage-collected, or null. */
    public SocketRecord pollCollected() {
        return (SocketRecord) collected.poll();
    }

    /** The record of the open socket with that descriptor number, or null. */
    public SocketRecord open(int number) {
        return table.get(number);
    }

    /** An upper bound, exclusive, of the descriptor numbers of all recorded sockets. */
    public int openLimit() {
        return table.size();
    }

    public boolean isAnySeen() {
        return anySeen;
    }

    /** The number of sockets recorded since the start. */
    public long seen() {
        return IDS.get() - idsBefore;
    }

    /** The highest id given so far in this JVM, 0 if none. Later sockets have higher ids. */
    public long lastId() {
        return IDS.get();
    }

    /** The number of events that the full queue refused. */
    public long dropped() {
        return dropped.get();
    }

    /** The number of times that the creation or accept of a socket failed for lack of descriptors. */
    public long descriptorsExhausted() {
        return exhausted.get();
    }

    /** The number of exceptions that hooks threw. */
    public long hookFailures() {
        return failures.count();
    }

    /** The first exception that a hook threw, or null. */
    public Throwable firstHookFailure() {
        return failures.first();
    }

    /** The number of sockets without a stack, because the rate was exceeded. */
    public long stacksSkipped() {
        return callSites.skipped();
    }

    /** The number of closes whose entry did not read the kernel's state, because the rate was exceeded. */
    public long closeObservationsSkipped() {
        return closeObservations.skipped();
    }

    /** The number of TLS handshakes of {@code SSLEngine} that were not followed, because too many were going on at once. */
    public long handshakesUnfollowed() {
        return engines.unfollowed();
    }

    /** Whether the JDK lets the hooks read what channels transfer, without which no handshake of an {@code SSLEngine} is followed. */
    public boolean canFollowEngines() {
        return NativeMemory.isReadable();
    }

    /** The selectors, pipes and Unix-domain channels that were opened since the start and not closed. */
    public AuxiliaryDescriptors auxiliary() {
        return auxiliary;
    }

    // The methods below are for hooks, on the application's threads.

    static Recording current() {
        return current;
    }

    HookFailures failures() {
        return failures;
    }

    /** The creation or accept of a socket failed because the process has no descriptor left. */
    void descriptorRefused() {
        exhausted.incrementAndGet();
        queue.wakeResting();
    }

    /** Whether a read or write needs the socket's record. */
    boolean wantsTransfers() {
        return watchesTransfers || resolvesAdopted;
    }

    boolean watchesTransfers() {
        return watchesTransfers;
    }

    /** Whether the entry of this close may read the kernel's state. */
    boolean takeCloseObservation(long now) {
        return closeObservations.tryTake(now);
    }

    /** The application's current span, or null. */
    Object applicationContext() {
        return ApplicationContext.current(applicationContext);
    }

    /** The record of a new socket; null if it is the agent's own or cannot be recorded. See {@link NativeRecord} for numberOnly. */
    SocketRecord create(FileDescriptor descriptor, PassiveOpen opening, boolean numberOnly) {
        SocketRecord record = newRecord(descriptor, opening, numberOnly);
        SocketRecord before = record == null ? null : table.put(record);
        // The kernel has reused the number, so the earlier socket was released even if no hook recorded it.
        if (before != null && before.raise(SocketRecord.RELEASED)) {
            offer(before, EventKind.REPLACED, record.openedAt, 0, null);
        }
        return record;
    }

    /** As {@link #create}, for a socket that nothing recorded so far; null if the number is another socket's, as a closed descriptor's may be. */
    SocketRecord createLate(FileDescriptor descriptor) {
        boolean taken = own.contains(JdkFields.number(descriptor)) || atNumberOf(descriptor) != null;
        SocketRecord record = taken ? null : newRecord(descriptor, null, false);
        return record != null && table.replace(null, record) ? record : null;
    }

    private SocketRecord newRecord(FileDescriptor descriptor, PassiveOpen opening, boolean numberOnly) {
        int number = descriptor == null || this == OFF ? -1 : JdkFields.number(descriptor);
        if (number < 0 || number >= DescriptorTable.LIMIT || own.isCreating(number)) {
            return null;
        }
        anySeen = true;
        long now = System.nanoTime();
        SocketRecord record = SocketRecord.created(
                descriptor, numberOnly ? null : collected, number, IDS.incrementAndGet(), now, callSites.opening(now));
        if (opening != null) {
            WholeTcpInfo.readAtAccept(opening, number, now);
            record.opening = opening;
            record.raise(SocketRecord.CONNECTED);
        }
        return record;
    }

    CallSites callSites() {
        return callSites;
    }

    EngineHandshakes engines() {
        return engines;
    }

    /**
     * The record of a descriptor, or null. Compares identity, because a closed descriptor object keeps its number, which may belong to
     * another socket by now.
     */
    SocketRecord find(FileDescriptor descriptor) {
        SocketRecord record = atNumberOf(descriptor);
        if (record == null || record.get() == descriptor) {
            return record;
        }
        return record.is(SocketRecord.UNRESOLVED) ? resolve(record, descriptor, false) : null;
    }

    /** A call has revealed the descriptor object of an adopted socket, which had only its number. */
    SocketRecord resolve(SocketRecord adopted, FileDescriptor descriptor, boolean numberOnly) {
        long now = System.nanoTime();
        SocketRecord resolved = adopted.resolved(descriptor, numberOnly ? null : collected, callSites.opening(now));
        if (!table.replace(adopted, resolved)) {
            // Another thread was faster, or the number belongs to another socket by now.
            SocketRecord other = table.get(adopted.number);
            return other != null && other.get() == descriptor ? other : null;
        }
        offer(resolved, EventKind.RESOLVED, now, 0, null);
        return resolved;
    }

    /**
     * As {@link #find}, for the last calls of a descriptor. JDK 8 makes them on the finalizer if the application did not close the socket.
     * The collector clears weak references before finalization, so identity cannot be compared then.
     */
    SocketRecord findLast(FileDescriptor descriptor) {
        SocketRecord record = atNumberOf(descriptor);
        FileDescriptor referent = record == null ? null : record.get();
        return referent == descriptor || referent == null ? record : null;
    }

    /** The record at the descriptor's number, whichever descriptor it belongs to; null if there is none. */
    SocketRecord atNumberOf(FileDescriptor descriptor) {
        int number = descriptor == null ? -1 : JdkFields.number(descriptor);
        return number < 0 ? null : table.get(number);
    }

    /** Removes a record whose number is about to be released to the kernel, which may reuse it at once. */
    void forget(SocketRecord record) {
        table.remove(record);
    }

    /** Queues an event for the agent's thread, or counts it as dropped if the queue is full. */
    void offer(SocketRecord record, EventKind kind, long at, int number, Object detail) {
        // An event of an earlier recording's socket is not kept, because it would keep that recording reachable.
        if (this != OFF && !queue.offer(new SocketEvent(record, kind, at, number, detail))) {
            dropped.incrementAndGet();
            record.raise(SocketRecord.INCOMPLETE);
        }
    }
}
