package io.sockspan.leak;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets the entry not used for longest when it would grow beyond a bound. Not thread-safe. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int bound;

    Recent(int bound) {
        super(16, 0.75f, true);
        this.bound = bound;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > bound;
    }
}
