package io.sockspan.track;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last recorded use of each socket, by the socket's id. Few of many sockets have one, so it is no field of theirs. Bounded: the oldest
 * is forgotten. For the agent's thread.
 */
final class SocketUses {
    static final int LIMIT = 4_096;

    private final Map<Long, SocketUse> uses = new LinkedHashMap<Long, SocketUse>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, SocketUse> eldest) {
            return size() > LIMIT;
        }
    };

    /** Null if no use of that socket was recorded. */
    SocketUse of(long id) {
        return uses.isEmpty() ? null : uses.get(id);
    }

    void put(long id, SocketUse use) {
        uses.remove(id);
        uses.put(id, use);
    }
}
