package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The open sockets by the number of their descriptor. The kernel gives the smallest free number, so the table is dense; it grows in
 * chunks that are never moved, so nobody has to lock it.
 */
final class DescriptorTable {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int CHUNKS = 1 << 12;

    /**
     * Sockets with this number or a higher one have no place here. Four times what Linux lets a process have by default (fs.nr_open).
     */
    static final int LIMIT = CHUNKS << CHUNK_BITS;

    private final AtomicReferenceArray<AtomicReferenceArray<SocketRecord>> chunks = new AtomicReferenceArray<>(CHUNKS);

    SocketRecord get(int number) {
        if (number < 0 || number >= LIMIT) {
            return null;
        }
        AtomicReferenceArray<SocketRecord> records = chunks.get(number >>> CHUNK_BITS);
        return records == null ? null : records.get(number & CHUNK - 1);
    }

    /** Puts a record, whose number is below {@link #LIMIT}, in its place, and returns the one that was there, or null. */
    SocketRecord put(SocketRecord record) {
        return chunkOf(record.number).getAndSet(record.number & CHUNK - 1, record);
    }

    /** Puts a record in the place of another, null if nobody is to be there; false if somebody else is. */
    boolean replace(SocketRecord expected, SocketRecord record) {
        return chunkOf(record.number).compareAndSet(record.number & CHUNK - 1, expected, record);
    }

    private AtomicReferenceArray<SocketRecord> chunkOf(int number) {
        int chunk = number >>> CHUNK_BITS;
        AtomicReferenceArray<SocketRecord> records = chunks.get(chunk);
        if (records == null) {
            AtomicReferenceArray<SocketRecord> fresh = new AtomicReferenceArray<>(CHUNK);
            records = chunks.compareAndSet(chunk, null, fresh) ? fresh : chunks.get(chunk);
        }
        return records;
    }

    /** Removes the record unless another has taken its place. */
    void remove(SocketRecord record) {
        AtomicReferenceArray<SocketRecord> records = chunks.get(record.number >>> CHUNK_BITS);
        if (records != null) {
            records.compareAndSet(record.number & CHUNK - 1, record, null);
        }
    }

    /** One more than the highest number that the table has room for. */
    int size() {
        int size = 0;
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            if (chunks.get(chunk) != null) {
                size = chunk + 1 << CHUNK_BITS;
            }
        }
        return size;
    }
}
