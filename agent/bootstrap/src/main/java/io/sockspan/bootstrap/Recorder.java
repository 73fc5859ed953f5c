package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What woven JDK code calls, on the application's threads.
 *
 * <p>Every method returns quickly, takes no lock, and lets nothing out: what goes wrong is counted. A method that cannot find the
 * descriptor's record does nothing, which is how Unix-domain sockets, pipes and the agent's own connections stay out.
 */
public final class Recorder {
    /**
     * A close that takes longer than this between its entry and the release of the descriptor, in nanoseconds, has been held up: by
     * classes that the JDK loads for it, or because its thread did not run. Then the kernel is asked once more how far it got.
     */
    public static final long QUICK_CLOSE = 500_000;

    /** Above the rate one stack in 256 is taken. */
    private static final int STACK_SHARE = 8;
    /** Above the rate one close in 16 is looked at. */
    private static final int LOOK_SHARE = 4;

    /** Java 8 returns an end of the stream after a reset. */
    private static final boolean SHOWS_RESET_AS_END =
            System.getProperty("java.specification.version").startsWith("1.");

    private static final AtomicLong IDS = new AtomicLong();
    private static final AtomicLong DROPPED = new AtomicLong();
    private static final AtomicLong EXHAUSTED = new AtomicLong();

    private static volatile boolean on;
    private static volatile EventQueue queue = new EventQueue(1);
    private static volatile DescriptorTable table = new DescriptorTable();
    private static volatile ReferenceQueue<FileDescriptor> collected = new ReferenceQueue<>();
    private static volatile RateBudget stacks = new RateBudget(0, STACK_SHARE, System.nanoTime());
    private static volatile RateBudget closeLooks = new RateBudget(0, LOOK_SHARE, System.nanoTime());
    private static volatile ThreadGroup agentThreads;
    private static volatile ApplicationContext applicationContext;
    private static volatile boolean watchTransfers;
    private static volatile boolean resolving;
    private static volatile boolean anySeen;
    private static volatile long idsBefore;

    private Recorder() {}

    // What the agent calls, on its own thread.

    /**
     * Begins to record.
     *
     * @param ownThreads the thread group of the agent, whose sockets are not recorded
     * @param queueSize how many events may wait for the agent's thread
     * @param stacksPerSecond how many stacks are taken a second before only a share is
     * @param closeLooksPerSecond for how many closes a second the kernel is asked at their entry before it is asked for a share only
     */
    public static void start(ThreadGroup ownThreads, int queueSize, int stacksPerSecond, int closeLooksPerSecond) {
        agentThreads = ownThreads;
        queue = new EventQueue(queueSize);
        table = new DescriptorTable();
        collected = new ReferenceQueue<>();
        stacks = new RateBudget(stacksPerSecond, STACK_SHARE, System.nanoTime());
        closeLooks = new RateBudget(closeLooksPerSecond, LOOK_SHARE, System.nanoTime());
        anySeen = false;
        idsBefore = IDS.get();
        DROPPED.set(0);
        HookFailures.reset();
        on = true;
    }

    /** Ends recording and lets go of everything recorded. */
    public static void stop() {
        on = false;
        queue = new EventQueue(1);
        table = new DescriptorTable();
        collected = new ReferenceQueue<>();
        applicationContext = null;
        watchTransfers = false;
        resolving = false;
        agentThreads = null;
    }

    /** The thread that polls, so that it can be woken when much has piled up. */
    public static void setConsumer(Thread thread) {
        queue.setConsumer(thread);
    }

    /** Whether the time of each socket's last transfer is kept, which costs a look-up for each read and write. */
    public static void watchTransfers(boolean watch) {
        watchTransfers = watch;
    }

    /**
     * Takes a socket into the table that was open before the recording began.
     *
     * @param number its descriptor's
     * @param flags what the kernel says of it: {@link SocketRecord#CONNECTING}, {@link SocketRecord#CONNECTED},
     *     {@link SocketRecord#LISTENING}, or 0
     * @return null if a hook has told of a socket with that number already, or the number is too high
     */
    public static SocketRecord adopt(int number, int flags) {
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

    /** The kernel tells more of an adopted socket than it did when it was found; the flags are those of {@link #adopt}. */
    public static void learned(SocketRecord adopted, int flags) {
        adopted.raise(flags);
    }

    /**
     * Whether the first read or write of each adopted socket is told, with its stack; it costs a look-up for each read and write of
     * all sockets.
     */
    public static void resolveAdopted(boolean meet) {
        resolving = meet;
    }

    public static void setApplicationContext(ApplicationContext context) {
        applicationContext = context;
    }

    /** The oldest event not yet taken, or null if there is none or a hook is just putting it in. */
    public static SocketEvent poll() {
        EventQueue from = queue;
        SocketEvent event = from.pollReady();
        return event == null ? from.poll(System.nanoTime()) : event;
    }

    /** How many events wait. */
    public static int waiting() {
        return queue.size();
    }

    /** A record whose descriptor became garbage, or null. */
    public static SocketRecord pollCollected() {
        return (SocketRecord) collected.poll();
    }

    /** The open socket with that descriptor number, or null. */
    public static SocketRecord open(int number) {
        return table.get(number);
    }

    /** All numbers of open sockets are below this. */
    public static int openLimit() {
        return table.size();
    }

    /** Whether any socket was seen since the start. */
    public static boolean isAnySeen() {
        return anySeen;
    }

    /** Whether events wait in so great a number that the consumer should take some. */
    public static boolean isQueueFilling() {
        return queue.isFilling();
    }

    /** Sockets seen since the start. */
    public static long seen() {
        return IDS.get() - idsBefore;
    }

    /** The id of the socket that was seen last, 0 if none ever was. What is seen later has a higher one. */
    public static long lastId() {
        return IDS.get();
    }

    /** Events that the full queue refused. */
    public static long dropped() {
        return DROPPED.get();
    }

    /** How often the process had no descriptor left for a socket. */
    public static long descriptorsExhausted() {
        return EXHAUSTED.get();
    }

    public static long hookFailures() {
        return HookFailures.count();
    }

    /** The first exception that a hook swallowed, or null. */
    public static Throwable firstHookFailure() {
        return HookFailures.first();
    }

    public static long stacksSkipped() {
        return stacks.skipped();
    }

    /** Closes at whose entry the kernel was not asked, because too many closed. */
    public static long closeLooksSkipped() {
        return closeLooks.skipped();
    }

    // What hooks call, on the application's threads.

    /** A TCP descriptor was created. */
    public static void opened(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = atNumberOf(descriptor);
                // It is new, so it is none that was adopted.
                if (record == null || record.get() != descriptor) {
                    create(descriptor, null);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** Creating or accepting a socket failed. */
    public static void notOpened(Throwable failure) {
        if (on) {
            try {
                String message = failure instanceof java.io.IOException ? failure.getMessage() : null;
                // strerror(EMFILE); on Linux the JDK passes it on untranslated.
                if (message != null && message.contains("Too many open files")) {
                    EXHAUSTED.incrementAndGet();
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /**
     * A connect begins.
     *
     * @return the socket's record, to be given to the method that tells how it ended; null if the socket is not followed
     */
    public static SocketRecord connecting(FileDescriptor descriptor, SocketAddress remote) {
        if (on && remote instanceof InetSocketAddress) {
            try {
                // InetSocketAddress may be subclassed, but what is called of it here is final.
                InetSocketAddress address = (InetSocketAddress) remote;
                if (!address.isUnresolved()) {
                    return connecting(descriptor, address.getAddress(), address.getPort());
                }
                unresolved(descriptor, address);
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
        return null;
    }

    /** A connect begins that refuses a name without an address before anything else; other addresses are told later. */
    public static void resolving(FileDescriptor descriptor, SocketAddress remote) {
        if (on && remote instanceof InetSocketAddress) {
            try {
                InetSocketAddress address = (InetSocketAddress) remote;
                if (address.isUnresolved()) {
                    unresolved(descriptor, address);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    private static void unresolved(FileDescriptor descriptor, InetSocketAddress address) throws Throwable {
        SocketRecord record = find(descriptor);
        if (record != null) {
            UnresolvedPeer peer = new UnresolvedPeer(address.getHostString(), address.getPort(), context());
            offer(record, EventKind.HOST_UNRESOLVED, System.nanoTime(), 0, peer);
        }
    }

    /** As {@link #connecting(FileDescriptor, SocketAddress)}. */
    public static SocketRecord connecting(FileDescriptor descriptor, InetAddress address, int port) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record == null) {
                    record = create(descriptor, null);
                }
                return record == null ? null : connecting(record, address, port);
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
        return null;
    }

    private static SocketRecord connecting(SocketRecord record, InetAddress address, int port) {
        boolean again = record.is(SocketRecord.BROKEN) && !record.is(SocketRecord.CONNECTED);
        if (again) {
            // A connect failed and left the descriptor open, as where the address was of the wrong family.
            record.lower(SocketRecord.CONNECTING | SocketRecord.BROKEN);
        }
        // A second connect on a connected or connecting channel throws and changes nothing.
        if (!record.raise(SocketRecord.CONNECTING)) {
            return null;
        }
        Object context = context();
        ActiveOpen open = new ActiveOpen(address, port, context, System.nanoTime());
        if (again) {
            open.close();
            offer(record, EventKind.CONNECTING, open.enteredAt, 0, open);
        } else {
            record.opening = open;
        }
        return record;
    }

    /** A connect that {@link #connecting} returned a record for succeeded. */
    public static void connected(SocketRecord record, int localPort, Object localAddress) {
        if (record != null && on) {
            try {
                if (record.raise(SocketRecord.CONNECTED)) {
                    long now = System.nanoTime();
                    InetSocketAddress local = addressOf(localAddress);
                    ActiveOpen open = activeOpen(record);
                    if (open == null || !open.connected(now, localPort, local)) {
                        offer(record, EventKind.CONNECTED, now, localPort, local);
                    }
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** A connect succeeded that was begun by an earlier call. */
    public static void connected(FileDescriptor descriptor, Object localAddress) {
        if (on) {
            try {
                connected(find(descriptor), 0, localAddress);
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** A non-blocking connect returned, and will be finished by a later call. */
    public static void connectPending(SocketRecord record) {
        if (record != null && on) {
            try {
                ActiveOpen open = activeOpen(record);
                if (open == null || !open.pending()) {
                    offer(record, EventKind.CONNECT_PENDING, System.nanoTime(), 0, null);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** A connect that {@link #connecting} returned a record for failed. */
    public static void connectFailed(SocketRecord record, Throwable failure) {
        if (record != null && on) {
            try {
                if (record.raise(SocketRecord.BROKEN)) {
                    ActiveOpen open = activeOpen(record);
                    if (open != null) {
                        // Another attempt may follow, which has no room there.
                        open.close();
                    }
                    offer(record, EventKind.CONNECT_FAILED, System.nanoTime(), 0, failure);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** The record of a socket that is connecting, for a hook that learns only later how it went. */
    public static SocketRecord unfinished(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null
                        && record.is(SocketRecord.CONNECTING)
                        && !record.is(SocketRecord.CONNECTED | SocketRecord.BROKEN)) {
                    return record;
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
        return null;
    }

    /** Listen succeeded; where the address is not at hand (null), it is asked for: a listener is made seldom. */
    public static void listening(FileDescriptor descriptor, int backlog, Object localAddress) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null && record.raise(SocketRecord.LISTENING)) {
                    long now = System.nanoTime();
                    InetSocketAddress address = addressOf(localAddress);
                    if (address == null) {
                        address = KernelState.localAddress(descriptor);
                    }
                    offer(record, EventKind.LISTENING, now, backlog, address);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** Accept returned a connection. */
    public static void accepted(SocketImpl socket) {
        if (on) {
            try {
                accepted(
                        JdkFields.descriptor(socket),
                        JdkFields.remoteAddress(socket),
                        JdkFields.remotePort(socket),
                        JdkFields.localPort(socket),
                        null);
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** Accept returned a connection; a remote address of another family than IP is not TCP. */
    public static void accepted(FileDescriptor descriptor, SocketAddress remote, Object localAddress) {
        if (on && remote instanceof InetSocketAddress) {
            try {
                InetSocketAddress address = (InetSocketAddress) remote;
                InetSocketAddress local = addressOf(localAddress);
                accepted(
                        descriptor,
                        address.getAddress(),
                        address.getPort(),
                        local == null ? 0 : local.getPort(),
                        local == null ? null : local.getAddress());
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    private static void accepted(
            FileDescriptor descriptor, InetAddress address, int port, int localPort, InetAddress localAddress)
            throws Throwable {
        create(descriptor, new PassiveOpen(address, port, localPort, localAddress));
    }

    /** Bytes were read or written. */
    public static void transferred(FileDescriptor descriptor) {
        if ((watchTransfers || resolving) && on) {
            try {
                SocketRecord record = find(descriptor);
                if (watchTransfers && record != null) {
                    record.lastTransferAt = System.nanoTime();
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** As {@link #transferred(FileDescriptor)}. */
    public static void transferred(SocketImpl socket) {
        if ((watchTransfers || resolving) && on) {
            try {
                transferred(JdkFields.descriptor(socket));
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** A read returned the end of the stream. */
    public static void endOfStream(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null && !record.is(SocketRecord.CLOSING) && record.raise(SocketRecord.END_OF_STREAM)) {
                    int tcpInfo = isPeersFin(record) ? 0 : KernelState.tcpInfo(descriptor);
                    offer(record, EventKind.END_OF_STREAM, System.nanoTime(), tcpInfo, null);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** Whether the end of the stream can mean nothing but the peer's FIN, so that the kernel need not be asked. */
    private static boolean isPeersFin(SocketRecord record) {
        return !SHOWS_RESET_AS_END && !record.is(SocketRecord.HALF_SHUT | SocketRecord.BROKEN | SocketRecord.ADOPTED);
    }

    /** A read or write threw. */
    public static void transferFailed(FileDescriptor descriptor, Throwable failure) {
        if (on && failure instanceof java.io.IOException && !(failure instanceof SocketTimeoutException)) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null && !record.is(SocketRecord.CLOSING | SocketRecord.BROKEN)) {
                    int tcpInfo = KernelState.tcpInfo(descriptor);
                    // An interrupted or refused transfer leaves the connection as it was; only a dead one is told.
                    if ((tcpInfo == 0 || (tcpInfo & 0xff) == KernelState.CLOSED) && record.raise(SocketRecord.BROKEN)) {
                        offer(record, EventKind.BROKEN, System.nanoTime(), tcpInfo, failure.getMessage());
                    }
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** As {@link #transferFailed(FileDescriptor, Throwable)}. */
    public static void transferFailed(SocketImpl socket, Throwable failure) {
        if (on) {
            try {
                transferFailed(JdkFields.descriptor(socket), failure);
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** shutdownInput was entered. */
    public static void inputShutdown(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null && record.is(SocketRecord.CONNECTED)) {
                    record.raise(SocketRecord.HALF_SHUT);
                    offer(record, EventKind.INPUT_SHUTDOWN, System.nanoTime(), 0, null);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** shutdownOutput was entered. */
    public static void outputShutdown(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null && record.is(SocketRecord.CONNECTED) && !record.is(SocketRecord.CLOSING)) {
                    record.raise(SocketRecord.HALF_SHUT);
                    int tcpInfo = KernelState.tcpInfo(descriptor);
                    offer(record, EventKind.OUTPUT_SHUTDOWN, System.nanoTime(), tcpInfo, null);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** SO_LINGER was set; {@code value} is what the application gave. */
    public static void lingerSet(FileDescriptor descriptor, Object value) {
        if (on) {
            try {
                SocketRecord record = find(descriptor);
                if (record != null) {
                    if (value instanceof Integer && (Integer) value == 0) {
                        record.raise(SocketRecord.LINGER_ZERO);
                    } else {
                        record.lower(SocketRecord.LINGER_ZERO);
                    }
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /**
     * Close was entered. The kernel's state at this moment tells who closes first: from JDK 17 on close itself shuts the output down
     * before it closes, so a look later would be too late.
     */
    public static void closing(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = findLast(descriptor);
                if (record != null && record.raise(SocketRecord.CLOSING)) {
                    // On JDK 8 a forgotten Socket is closed by its finalizer.
                    tellClosing(record, descriptor, "Finalizer");
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** The descriptor's number is about to be given back to the kernel. */
    public static void released(FileDescriptor descriptor) {
        if (on) {
            try {
                SocketRecord record = findLast(descriptor);
                if (record != null) {
                    release(record, descriptor);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    /** As {@link #released}, where the JDK (11) has only the number left, because it cleans up after the garbage collector. */
    public static void cleaned(int number) {
        if (on) {
            try {
                SocketRecord record = table.get(number);
                if (record != null) {
                    FileDescriptor descriptor = record.get();
                    release(record, descriptor == null ? KernelState.descriptorOf(number) : descriptor);
                }
            } catch (Throwable t) {
                HookFailures.count(t);
            }
        }
    }

    private static void release(SocketRecord record, FileDescriptor descriptor) {
        if (!record.raise(SocketRecord.RELEASED)) {
            return;
        }
        if (record.raise(SocketRecord.CLOSING)) {
            // Nobody asked for a close: the JDK's cleaner does it for an owner that was collected.
            tellClosing(record, descriptor, "Common-Cleaner");
        }
        long now = System.nanoTime();
        int tcpInfo = 0;
        if (descriptor != null && isOpenEndedClose(record, now)) {
            tcpInfo = KernelState.tcpInfo(descriptor);
            now = System.nanoTime();
        }
        // The number may be given to another socket as soon as the kernel has it back.
        table.remove(record);
        offer(record, EventKind.RELEASED, now, tcpInfo, null);
    }

    /** Whether only the kernel can tell what close has done so far. */
    private static boolean isOpenEndedClose(SocketRecord record, long now) {
        // Whether a FIN went out before the reset shows only now.
        return record.is(SocketRecord.UNREAD_AT_CLOSE)
                || record.is(SocketRecord.CONNECTED | SocketRecord.LISTENING)
                        && record.is(SocketRecord.CLOSE_TOLD)
                        && now - record.closingAt > QUICK_CLOSE;
    }

    /**
     * Keeps in the record what is known at the entry of close.
     *
     * @param collector the name of the thread that would close for the garbage collector
     */
    private static void tellClosing(SocketRecord record, FileDescriptor descriptor, String collector) {
        if (collector.equals(Thread.currentThread().getName())) {
            record.raise(SocketRecord.CLOSED_BY_COLLECTOR);
        }
        long now = System.nanoTime();
        if (descriptor != null && record.is(SocketRecord.CONNECTED | SocketRecord.CONNECTING)) {
            if (isLookedAt(record, now)) {
                CloseLook.at(record, descriptor);
                // Behind the look and before the kernel's close: what was seen still held then.
                now = System.nanoTime();
            } else {
                CloseLook.none(record);
            }
        }
        record.closingAt = now;
        record.raise(SocketRecord.CLOSE_TOLD);
    }

    /** The system calls of a look are most of what the hooks of a short connection cost. */
    private static boolean isLookedAt(SocketRecord record, long now) {
        // How a connect went that nobody has told of, only the kernel can say.
        return !record.is(SocketRecord.CONNECTED) || record.is(SocketRecord.WATCHED) || closeLooks.tryTake(now);
    }

    /** A closed descriptor keeps its number, which may stand for another socket now; only identity tells. */
    private static SocketRecord find(FileDescriptor descriptor) throws Throwable {
        SocketRecord record = atNumberOf(descriptor);
        if (record == null || record.get() == descriptor) {
            return record;
        }
        return record.is(SocketRecord.UNRESOLVED) ? resolve(record, descriptor) : null;
    }

    /** A call shows the descriptor of a socket that was adopted by its number alone. */
    private static SocketRecord resolve(SocketRecord adopted, FileDescriptor descriptor) {
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
    private static SocketRecord findLast(FileDescriptor descriptor) throws Throwable {
        SocketRecord record = atNumberOf(descriptor);
        if (record == null) {
            return null;
        }
        FileDescriptor referent = record.get();
        return referent == descriptor || referent == null ? record : null;
    }

    private static SocketRecord atNumberOf(FileDescriptor descriptor) throws Throwable {
        int number = descriptor == null ? -1 : JdkFields.number(descriptor);
        return number < 0 ? null : table.get(number);
    }

    private static SocketRecord create(FileDescriptor descriptor, PassiveOpen opening) throws Throwable {
        Thread thread = Thread.currentThread();
        ThreadGroup own = agentThreads;
        if (descriptor == null || own != null && thread.getThreadGroup() == own) {
            return null;
        }
        int number = JdkFields.number(descriptor);
        if (number < 0 || number >= DescriptorTable.LIMIT) {
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
        if (before != null && before.raise(SocketRecord.RELEASED) && before.opening != null) {
            offer(before, EventKind.REPLACED, now, 0, null);
        }
        return record;
    }

    private static CallSite callSite(long now) {
        return stacks.tryTake(now) ? new CallSite() : null;
    }

    private static ActiveOpen activeOpen(SocketRecord record) {
        Object opening = record.opening;
        return opening instanceof ActiveOpen ? (ActiveOpen) opening : null;
    }

    private static Object context() {
        ApplicationContext context = applicationContext;
        if (context == null) {
            return null;
        }
        try {
            return context.current();
        } catch (Throwable t) {
            // The application's own code has a part in it; the connection is told all the same.
            HookFailures.count(t);
            return null;
        }
    }

    private static InetSocketAddress addressOf(Object address) {
        return address instanceof InetSocketAddress ? (InetSocketAddress) address : null;
    }

    private static void offer(SocketRecord record, EventKind kind, long at, int number, Object detail) {
        if (!queue.offer(new SocketEvent(record, kind, at, number, detail))) {
            DROPPED.incrementAndGet();
            record.raise(SocketRecord.INCOMPLETE);
        }
    }
}
