package io.sockspan.kernel;

import io.sockspan.tcp.TcpState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Keeps the wanted rows of all that are read. It has its own hash table, so that the many unwanted rows cost a lookup without a key object.
 */
final class RowSelection implements RowVisitor {
    private final Entry[] buckets;
    private final List<Row> listeners = new ArrayList<>();

    RowSelection(Collection<Tuple> wanted) {
        buckets = new Entry[Integer.highestOneBit(Math.max(8, wanted.size())) * 2];
        for (Tuple tuple : wanted) {
            if (find(tuple) == null) {
                int bucket = bucket(tuple.hashCode());
                buckets[bucket] = new Entry(tuple, buckets[bucket]);
            }
        }
    }

    @Override
    public boolean takes(Row head) {
        return head.state == TcpState.LISTEN || bucketNear(head) != null || bucketFar(head) != null;
    }

    @Override
    public void row(Row row) {
        if (row.state == TcpState.LISTEN) {
            listeners.add(row.copy());
            return;
        }
        for (Entry entry = bucketNear(row); entry != null; entry = entry.next) {
            if (entry.tuple.isAt(row)) {
                entry.near.add(row);
            }
        }
        for (Entry entry = bucketFar(row); entry != null; entry = entry.next) {
            if (entry.tuple.isOppositeOf(row)) {
                entry.far.add(row);
            }
        }
    }

    Row near(Tuple tuple) {
        Entry entry = find(tuple);
        return entry == null ? null : entry.near.get();
    }

    Row far(Tuple tuple) {
        Entry entry = find(tuple);
        return entry == null ? null : entry.far.get();
    }

    List<Row> listeners() {
        return listeners;
    }

    private Entry bucketNear(Row row) {
        return buckets[bucket(Tuple.hash(row.localPort, row.remoteHigh, row.remoteLow, row.remotePort))];
    }

    private Entry bucketFar(Row row) {
        return buckets[bucket(Tuple.hash(row.remotePort, row.localHigh, row.localLow, row.localPort))];
    }

    private Entry find(Tuple tuple) {
        Entry entry = buckets[bucket(tuple.hashCode())];
        while (entry != null && !entry.tuple.equals(tuple)) {
            entry = entry.next;
        }
        return entry;
    }

    private int bucket(int hash) {
        return hash & buckets.length - 1;
    }

    private static final class Entry {
        final Tuple tuple;
        final Entry next;
        final Match near = new Match();
        final Match far = new Match();

        Entry(Tuple tuple, Entry next) {
            this.tuple = tuple;
            this.next = next;
        }
    }

    /** The one row that matches a tuple. */
    private static final class Match {
        private Row row;
        private boolean ambiguous;

        void add(Row candidate) {
            // If a row appears twice, the later one is more recent. Two different rows that match a tuple without a
            // local address
            // are ambiguous.
            ambiguous |= row != null && !row.tuple().equals(candidate.tuple());
            row = candidate.copy();
        }

        Row get() {
            return ambiguous ? null : row;
        }
    }
}
