package io.sockspan.telemetry.otlp;

import java.util.function.LongSupplier;

/** Makes the deliveries of the exported signals, and ends their pauses. Thread-safe. */
public final class Deliveries {
    private final Pauses pauses = new Pauses();
    private final BackendWatch watch;
    private final OtlpSenders senders;
    private final boolean repeats;
    private final LongSupplier nanos;

    /** @param repeats whether attempts are repeated whose failure may be transient */
    public Deliveries(BackendWatch watch, OtlpSenders senders, boolean repeats, LongSupplier nanos) {
        this.watch = watch;
        this.senders = senders;
        this.repeats = repeats;
        this.nanos = nanos;
    }

    /**
     * The delivery of the signal whose exporter was made last.
     *
     * @param name the signal in words, such as {@code traces}
     * @param items what it consists of, such as {@code spans}
     * @param endpoint the address that it is sent to
     */
    public Delivery of(String name, String items, String endpoint) {
        BackendWatch.Signal signal = watch.signal(name, items, endpoint);
        return new Delivery(senders.newest(), signal, repeats ? pauses : null, nanos);
    }

    /** Gives up the exports that wait for their next attempt. */
    public void interrupt() {
        pauses.interrupt();
    }

    /** From now on, each export is attempted once. */
    public void end() {
        pauses.end();
    }
}
