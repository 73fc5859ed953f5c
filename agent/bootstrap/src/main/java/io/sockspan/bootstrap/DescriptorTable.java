package io.sockspan.bootstrap;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The records of the open sockets by descriptor number. The kernel assigns the smallest free number, so the table is dense. It grows in
 * chunks that never move, so it needs no lock. For all threads.
 */
final class DescriptorTable {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int CHUNKS = 1 << 12;

    /** Descriptor numbers from here on are not recorded. It is four times Linux's default limit for a process (fs.nr_open). */
    static final int LIMIT = CHUNKS << CHUNK_BITS;

    private final AtomicReferenceArray<AtomicReferenceArray<SocketRecord>> chunks = new AtomicReferenceArray<>(CHUNKS);

    SocketRecord get(int number) {
        if (number < 0 || number >= LIMIT) {
            return null;
        }
        AtomicReferenceArray<SocketRecord> records = chunks.get(number >>> CHUNK_BITS);
        return records == null ? null : records.get(number & CHUNK - 1);
    }

    /** Stores a record, whose number is below {@link #LIMIT}, and returns the one that it replaces, or null. */
    SocketRecord put(SocketRecord record) {
        return chunkOf(record.number).getAndSet(record.number & CHUNK - 1, record);
    }

    /** Replaces the expected record, or an empty entry if that is null; false if another record is there. */
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

    /** Removes the record if it is there. */
    void remove(SocketRecord record) {
        if (get(record.number) == record) {
            chunks.get(record.number >>> CHUNK_BITS).compareAndSet(record.number & CHUNK - 1, record, null);
        }
    }

    /** One more than the highest number that the allocated chunks can hold. */
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
