package io.sockspan.track;

import io.sockspan.bootstrap.ActiveOpen;
import io.sockspan.bootstrap.NameLimit;
import io.sockspan.bootstrap.PassiveOpen;
import io.sockspan.bootstrap.SocketRecord;
import io.sockspan.bootstrap.UnresolvedPeer;
import io.sockspan.tcp.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a socket is: its descriptor's record, its role, its two endpoints, and the call that opened it. A superclass and not a field of
 * {@link TrackedSocket}, because there may be very many sockets and each object costs a header. For the agent's thread.
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

    /** Counts from 1 in the order in which the hooks saw the sockets. */
    public final long id() {
        return record.id;
    }

    /** The descriptor's record, for asking the kernel. */
    public final SocketRecord record() {
        return record;
    }

    public final Role role() {
        return role;
    }

    /** Whether the role follows only from the ports that listeners have: the socket is older than the agent. */
    public final boolean roleInferred() {
        return roleInferred;
    }

    /** Whether no hook saw the socket being made: it is older than the agent, or {@link #isNative()}. */
    public final boolean adopted() {
        return record.is(SocketRecord.ADOPTED);
    }

    /**
     * Whether no hook saw it being made though the hooks were there, and no call of the JDK has shown it since: native code made it, or it was
     * handed over by its number. It is {@link #adopted()} as well.
     */
    public final boolean isNative() {
        return record.is(SocketRecord.UNHOOKED) && record.is(SocketRecord.UNRESOLVED);
    }

    /** When the descriptor was created, {@link System#nanoTime()}; if it is {@link #adopted()}, when it was found. */
    public final long openedAt() {
        return record.openedAt;
    }

    /** The local endpoint; null while it is unknown. */
    public final Endpoint local() {
        return local;
    }

    /** The peer's endpoint; null for listeners and unconnected sockets. */
    public final Endpoint remote() {
        return remote;
    }

    /** The name that the application gave for the peer, or null if it gave an address. */
    public final String serverName() {
        return serverName;
    }

    /** The application's own span at connect, or null. */
    public final ParentSpan parentSpan() {
        return parentSpan;
    }

    /** The thread that connected, accepted or listened; null if no hook saw it. */
    public final String thread() {
        return adopted() ? null : caller();
    }

    /** The call that opened the socket; null if its stack was not taken. */
    public final CallStack openedBy() {
        return adopted() ? null : stack;
    }

    /** Of an adopted socket, the first call that used it since; null if there was none, or its stack was not taken. */
    public final CallStack firstUsedBy() {
        return adopted() ? stack : null;
    }

    /** The thread of that call; null if there was none, or it has no name. */
    public final String firstUser() {
        return adopted() ? caller() : null;
    }

    /** Virtual threads have no name unless they were given one, and an adopted socket has no caller until a call shows it. */
    private String caller() {
        return record.thread.isEmpty() ? null : record.thread;
    }

    /** What an observer keeps with this socket for its own use, or null. */
    public final SocketAttachment attachment() {
        return attachment;
    }

    /** Keeps something of an observer's with this socket, in place of what was there. */
    public final void attach(SocketAttachment attachment) {
        this.attachment = attachment;
    }

    /** Whether events of this socket were dropped. */
    public final boolean incomplete() {
        return incomplete || record.is(SocketRecord.INCOMPLETE);
    }

    /** From now on the kernel is asked when it closes, however many others do. */
    public final void watchClose() {
        record.watch();
    }

    /** Whether it was closed without asking the kernel for the state, because too many closed. */
    public final boolean isCloseUnasked() {
        return record.is(SocketRecord.UNASKED_AT_CLOSE);
    }

    final void openedBy(CallStack stack) {
        this.stack = stack;
    }

    /** A call has shown the descriptor of an adopted socket: from now on another record stands for it. */
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
        learnLocal(open.localAddress, open.localPort);
    }

    /** @param at null where it is not known */
    final void becomeListener(Endpoint at) {
        role = Role.LISTENER;
        local = at == null ? local : at;
    }

    /** A connection that no hook saw being made. */
    final void becomeFound(Endpoint from, Endpoint to, boolean connecting) {
        local = from;
        remote = to;
        // Only a client is ever in SYN_SENT. Otherwise a listener at the same port makes it likely that the connection
        // was
        // accepted, and no more.
        boolean accepted = !connecting && !context.listeners.at(from).isEmpty();
        role = accepted ? Role.SERVER : Role.CLIENT;
        roleInferred = !connecting;
    }

    /** Events of this socket were dropped before its role was known; the record's flags have to do. */
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

    /** Learns the local endpoint, from the kernel where the call did not give the address. */
    final void learnLocal(InetAddress address, int port) {
        InetSocketAddress known = address != null ? null : context.kernel.localAddress(record);
        if (known != null) {
            local = context.endpoint(known);
        } else if (port > 0) {
            local = context.endpoints.of(address, port);
        }
    }

    /**
     * The peer's address, where connect was given the wildcard address: it means this host, and the JDK or the kernel chooses one of its
     * addresses.
     */
    final void learnPeer(InetAddress peer) {
        if (remote != null
                && remote.address != null
                && remote.address.isAnyLocalAddress()
                && !peer.isAnyLocalAddress()) {
            remote = context.endpoints.of(peer, remote.port);
            // The name is that of the wildcard address.
            serverName = null;
        }
    }

    final boolean isConnectedToItself() {
        return local != null && local.equals(remote);
    }

    /** The name in front of the slash in {@link InetAddress#toString()}, which never looks anything up. */
    private static String givenName(InetAddress address) {
        String text = address.toString();
        int slash = text.indexOf('/');
        return slash > 0 ? text.substring(0, slash) : null;
    }
}
