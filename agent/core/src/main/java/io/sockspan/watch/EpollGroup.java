package io.sockspan.watch;

import io.sockspan.bootstrap.DescriptorEpoll;
import io.sockspan.bootstrap.Recording;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The epoll instances among which the watched descriptors are shared out by their numbers: one, or on a machine with many processors
 * several. Whenever bytes arrive on a watched socket, the kernel takes the lock of its instance before it sees that nobody has asked for
 * them (ep_poll_callback in {@code fs/eventpoll.c}), and processors that receive at the same time wait for one another there.
 *
 * <p>Several are registered in one more, on which the thread waits. The kernel takes the lock of that one for reports alone. One thread
 * waits and goes through the reports; any thread may add, change and remove until {@link #close}.
 */
final class EpollGroup {
    /**
     * So many processors share an instance. A processor needs some 4 µs for a small message, and holds the lock for less than 0.1 µs of it:
     * eight keep a lock busy for a fifth of the time at most, and do not wait for it often.
     */
    private static final int PROCESSORS_EACH = 8;
    /** Each takes a descriptor of the application's limit. */
    private static final int MOST = 8;
    /** Of so many connections, one at least has room in its send queue. */
    private static final int MOST_ASKED = 100;
    /** 2 to the 32nd divided by the golden ratio: multiples of it are spread evenly, whichever numbers the watched descriptors have. */
    private static final int SPREADING = 0x9E3779B9;

    /** Null if there is one instance only. */
    private final DescriptorEpoll outer;

    private final DescriptorEpoll[] instances;
    /** How many descriptors of each instance the last wait has reported. */
    private final int[] counts;
    /** The present report. */
    private int instance;

    private int index;

    private EpollGroup(DescriptorEpoll outer, DescriptorEpoll... instances) {
        this.outer = outer;
        this.instances = instances;
        this.counts = new int[instances.length];
    }

    /** How many instances are worth it on a machine with that many processors. */
    static int instancesFor(int processors) {
        return Math.max(1, Math.min(MOST, processors / PROCESSORS_EACH));
    }

    /**
     * Opens that many instances, or one if so many cannot be had.
     *
     * @param opener opens one; gives null if no descriptor is left
     * @return null if there is not even one
     */
    static EpollGroup open(Supplier<DescriptorEpoll> opener, int count) {
        DescriptorEpoll[] instances = new DescriptorEpoll[count];
        DescriptorEpoll outer = null;
        boolean opened = false;
        try {
            instances[0] = opener.get();
            if (count == 1 || instances[0] == null) {
                opened = true;
                return instances[0] == null ? null : new EpollGroup(null, instances[0]);
            }
            outer = opener.get();
            opened = outer != null && outer.add(instances[0]);
            for (int i = 1; i < count && opened; i++) {
                instances[i] = opener.get();
                opened = instances[i] != null && outer.add(instances[i]);
            }
            if (opened) {
                return new EpollGroup(outer, instances);
            }
        } finally {
            if (!opened) {
                close(outer, instances);
            }
        }
        return open(opener, 1);
    }

    /** As {@link DescriptorEpoll#add(int, int)}. */
    int add(int descriptor, int more) {
        return of(descriptor).add(descriptor, more);
    }

    /** As {@link DescriptorEpoll#change}. */
    int change(int descriptor, int more) {
        return of(descriptor).change(descriptor, more);
    }

    /** As {@link DescriptorEpoll#remove}. */
    void remove(int descriptor) {
        of(descriptor).remove(descriptor);
    }

    private DescriptorEpoll of(int descriptor) {
        return instances[(int) (((descriptor * SPREADING) & 0xFFFF_FFFFL) * instances.length >>> 32)];
    }

    /** Waits up to that many milliseconds. Returns how many descriptors have news; {@link #next} goes through them. */
    int await(int millis) {
        instance = 0;
        index = -1;
        if (outer == null) {
            counts[0] = instances[0].await(millis);
            return counts[0];
        }
        int ready = outer.await(millis);
        int total = 0;
        for (int i = 0; i < instances.length; i++) {
            counts[i] = isReady(instances[i], ready) ? instances[i].await(0) : 0;
            total += counts[i];
        }
        return total;
    }

    private boolean isReady(DescriptorEpoll one, int ready) {
        for (int i = 0; i < ready; i++) {
            if (outer.descriptor(i) == one.number()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the last wait may have left reports to the next one. */
    boolean isFull() {
        for (int count : counts) {
            if (count == DescriptorEpoll.MOST) {
                return true;
            }
        }
        return false;
    }

    /** Proceeds to the next report of the last wait; false if there is none. */
    boolean next() {
        index++;
        while (instance < instances.length && index >= counts[instance]) {
            instance++;
            index = 0;
        }
        return instance < instances.length;
    }

    /** The descriptor of the present report, as {@link DescriptorEpoll#descriptor}. */
    int descriptor() {
        return instances[instance].descriptor(index);
    }

    /** The news of the present report, as {@link DescriptorEpoll#news}. */
    int news() {
        return instances[instance].news(index);
    }

    /** As {@link DescriptorEpoll#endWaits}. */
    boolean endWaits() {
        return (outer == null ? instances[0] : outer).endWaits();
    }

    /**
     * Ends the present wait, or the next one, where no descriptor is left for {@link #endWaits}: a watched connection to which bytes can be
     * written is reported when that is asked for.
     */
    void endWaitByConnection(Recording recording) {
        int left = MOST_ASKED;
        for (int number = 0; number < recording.openLimit() && left > 0; number++) {
            if (recording.open(number) != null && change(number, DescriptorEpoll.OUT) == 0) {
                left--;
            }
        }
    }

    void forEachNumber(IntConsumer action) {
        if (outer != null) {
            action.accept(outer.number());
        }
        for (DescriptorEpoll one : instances) {
            action.accept(one.number());
        }
    }

    /** Closes all instances, which forget all registrations. To be called once. */
    void close() {
        close(outer, instances);
    }

    private static void close(DescriptorEpoll outer, DescriptorEpoll... instances) {
        if (outer != null) {
            outer.close();
        }
        for (DescriptorEpoll one : instances) {
            if (one != null) {
                one.close();
            }
        }
    }
}
