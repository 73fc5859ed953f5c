package io.sockspan.track;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.NameLimit;
import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.UnresolvedPeer;
import io.sockspan.kernel.Tuple;
import io.sockspan.stack.CallStack;
import io.sockspan.tcp.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The identity of a socket: its descriptor's record, its role, its two endpoints, and the call that opened it. It is a superclass of
 * {@link TrackedSocket} and not a field, to save an object for each of the many sockets. For the agent's thread.
 */
public abstract class SocketIdentity extends TrackedSocketList.Link {
    final TrackingContext context;

    private SocketRecord record;
    private Role role = Role.UNCONNECTED;
    private boolean roleInferred;
    private boolean incomplete;
    private Endpoint local;
    private Endpoint remote;
    private String serverName;
    private CallStack stack;
    private ParentSpan parentSpan;
    private SocketAttachment attachment;

    SocketIdentity(SocketRecord record, TrackingContext context) {
        this.context = context;
        this.record = record;
    }

    /** Unique in this JVM. Ids increase from 1 in the order in which the sockets were recorded. */
    public final long id() {
        return record.id;
    }

    /** The descriptor's record, which identifies the socket to {@link KernelProbe}. */
    public final SocketRecord record() {
        return record;
    }

    /** The number of its descriptor, which belongs to it only while it is open. */
    public final int descriptor() {
        return record.number;
    }

    public final Role role() {
        return role;
    }

    /** Whether the role is inferred from the listeners' ports only, because no hook recorded the socket's creation. */
    public final boolean roleInferred() {
        return roleInferred;
    }

    /** Whether no hook recorded the socket's creation: it is older than the agent, or it {@link #isNative()}. */
    public final boolean adopted() {
        return record.is(SocketRecord.ADOPTED);
    }

    /**
     * Whether it was created while the hooks were installed, but no hook recorded that or any later call: native code created it, or the
     * process got it by its number. Such a socket is also {@link #adopted()}.
     */
    public final boolean isNative() {
        return record.is(SocketRecord.UNHOOKED) && record.is(SocketRecord.UNRESOLVED);
    }

    /** When the descriptor was created, {@link System#nanoTime()}; for an {@link #adopted()} socket, when it was found. */
    public final long openedAt() {
        return record.openedAt;
    }

    /** The local endpoint; null while unknown. */
    public final Endpoint local() {
        return local;
    }

    /** The peer's endpoint; null for listeners and unconnected sockets. */
    public final Endpoint remote() {
        return remote;
    }

    /** The host name that the application gave for the peer; null if it gave an address. */
    public final String serverName() {
        return serverName;
    }

    /** The application's current span at connect, or null. */
    public final ParentSpan parentSpan() {
        return parentSpan;
    }

    /** The thread that created or accepted the socket; null if {@link #adopted()} or if it has no name. */
    public final String thread() {
        return adopted() ? null : caller();
    }

    /** The call that opened the socket; null if its stack was not taken or the socket is {@link #adopted()}. */
    public final CallStack openedBy() {
        return adopted() ? null : stack;
    }

    /** For an adopted socket, the first call that used it since then; null if there was none or its stack was not taken. */
    public final CallStack firstUsedBy() {
        return adopted() ? stack : null;
    }

    /** The thread of {@link #firstUsedBy()}; null if there was none or it has no name. */
    public final String firstUser() {
        return adopted() ? caller() : null;
    }

    /** A virtual thread has no name unless the application set one. An adopted socket has no caller until a call uses it. */
    private String caller() {
        return record.thread.isEmpty() ? null : record.thread;
    }

    /** The observer's own state of this socket, or null. */
    public final SocketAttachment attachment() {
        return attachment;
    }

    /** Replaces the observer's own state of this socket. */
    public final void attach(SocketAttachment attachment) {
        this.attachment = attachment;
    }

    /** Whether events of this socket were dropped. */
    public final boolean incomplete() {
        return incomplete || record.is(SocketRecord.INCOMPLETE);
    }

    /** Makes the close of this socket read the kernel's state, whatever the rate of closes. */
    public final void watchClose() {
        record.watch();
    }

    /** Whether its close did not read the kernel's state, because too many sockets closed. */
    public final boolean isCloseUnasked() {
        return record.is(SocketRecord.UNASKED_AT_CLOSE);
    }

    final void openedBy(CallStack stack) {
        this.stack = stack;
    }

    /** A call revealed the descriptor object of an adopted socket. From now on another record represents it. */
    final void resolvedAs(SocketRecord resolved, CallStack firstUse) {
        record = resolved;
        stack = firstUse;
    }

    final void missesEvents() {
        incomplete = true;
    }

    final void becomeClient(ActiveOpen open) {
        Endpoint peer = context.endpoints.of(open.address, open.port);
        becomeClient(peer, givenName(open.address), open.applicationContext);
    }

    final void becomeClient(UnresolvedPeer peer) {
        becomeClient(context.endpoints.of(null, peer.port), peer.name, peer.applicationContext);
    }

    final void becomeClient(Endpoint peer, String name, Object applicationContext) {
        role = Role.CLIENT;
        remote = peer;
        serverName = NameLimit.bounded(name);
        parentSpan = (ParentSpan) applicationContext;
    }

    final void becomeServer(PassiveOpen open) {
        role = Role.SERVER;
        remote = context.endpoints.of(open.address, open.port);
        if (open.localAddress == null && open.localAtClose() != null) {
            local = context.endpoint(open.localAtClose());
        } else {
            learnLocal(open.localAddress, open.localPort);
        }
    }

    /** @param at null if unknown */
    final void becomeListener(Endpoint at) {
        role = Role.LISTENER;
        local = at == null ? local : at;
    }

    /** A connection that no hook recorded. */
    final void becomeFound(Endpoint from, Endpoint to, boolean connecting) {
        local = from;
        remote = to;
        // Only a client is ever in SYN_SENT. In other states, a listener at the same port only makes it likely that the
        // connection was accepted.
        boolean accepted = !connecting && !context.listeners.at(from).isEmpty();
        role = accepted ? Role.SERVER : Role.CLIENT;
        roleInferred = !connecting;
    }

    /** Events of this socket were dropped before its role was known. Its role comes from the record's flags. */
    final void becomeByFlags() {
        if (record.is(SocketRecord.LISTENING)) {
            role = Role.LISTENER;
        } else if (record.is(SocketRecord.CONNECTING)) {
            role = Role.CLIENT;
        } else if (record.is(SocketRecord.CONNECTED)) {
            role = Role.SERVER;
        } else {
            return;
        }
        learnLocal(null, 0);
    }

    /** Sets the local endpoint. If the address is null, it is read from the kernel. */
    final void learnLocal(InetAddress address, int port) {
        InetSocketAddress known = address != null ? null : context.kernel.localAddress(record);
        if (known != null) {
            local = context.endpoint(known);
        } else if (port > 0) {
            local = context.endpoints.of(address, port);
        }
    }

    /**
     * Sets the peer's address if connect was given the wildcard address, which means this host: the JDK or the kernel chose one of its
     * addresses.
     */
    final void learnPeer(InetAddress peer) {
        if (remote != null
                && remote.address != null
                && remote.address.isAnyLocalAddress()
                && !peer.isAnyLocalAddress()) {
            remote = context.endpoints.of(peer, remote.port);
            // The name belongs to the wildcard address.
            serverName = null;
        }
    }

    /** Its endpoints as the kernel's table has them; null if one of them is unknown. */
    final Tuple tuple() {
        if (remote == null || remote.address == null || local == null || local.port == 0) {
            return null;
        }
        InetAddress from = local.address != null && local.address.isAnyLocalAddress() ? null : local.address;
        return Tuple.of(from, local.port, remote.address, remote.port);
    }

    final boolean isConnectedToItself() {
        return local != null && local.equals(remote);
    }

    /** The name before the slash in {@link InetAddress#toString()}, which never resolves a name. */
    private static String givenName(InetAddress address) {
        String text = address.toString();
        int slash = text.indexOf('/');
        return slash > 0 ? text.substring(0, slash) : null;
    }

    /**
     * The peer's address of a socket that connected to this host: the same as the local address, or the one that the JDK's sockets choose.
     */
    final InetAddress ownAddress() {
        if (local() != null && local().address != null) {
            return local().address;
        }
        try {
            // The connect has just called the same method, and the JDK caches its result for seconds.
            return InetAddress.getLocalHost();
        } catch (UnknownHostException noName) {
            return remote().address;
        }
    }
}
