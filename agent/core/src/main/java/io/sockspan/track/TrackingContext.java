package io.sockspan.track;

import io.sockspan.bootstrap.Recording;
import io.sockspan.kernel.ConnectionTable;
import io.sockspan.kernel.Proc;
import io.sockspan.time.Clock;
import java.net.InetSocketAddress;
import java.util.List;

/** The objects that all sockets of one {@link Tracker} share. For the agent's thread. */
final class TrackingContext {
    final Recording recording;
    final KernelProbe kernel;
    final Clock clock;
    final ConnectionTable table;
    final AcceptQueues queues;
    final Observers observers;
    final Endpoints endpoints = new Endpoints();
    final Listeners listeners = new Listeners();
    final Preparations preparations;
    final SocketUses uses = new SocketUses();
    final SocketRegistry registry;
    final AfterCloseFollower afterClose;
    /** A time before any event of this process, {@link System#nanoTime()}. */
    final long beginning;
    /** Whether the recorder keeps the time of each socket's last transfer. */
    final boolean watchesTransfers;

    TrackingContext(
            TrackSettings settings,
            Clock clock,
            Recording recording,
            KernelProbe kernel,
            Proc proc,
            List<SocketObserver> observers) {
        this.recording = recording;
        this.kernel = kernel;
        this.clock = clock;
        this.table = new ConnectionTable(proc, clock::nanos);
        this.queues = new AcceptQueues(proc);
        this.observers = new Observers(observers);
        this.preparations = new Preparations(this.observers);
        this.beginning = settings.beginning;
        this.watchesTransfers = settings.watchesTransfers;
        this.registry = new SocketRegistry(this, settings);
        this.afterClose = new AfterCloseFollower(this, proc, clock);
    }

    Endpoint endpoint(InetSocketAddress address) {
        return endpoints.of(address.getAddress(), address.getPort());
    }
}
