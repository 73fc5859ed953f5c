package io.sockspan.stack;

import io.sockspan.bootstrap.CallSite;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Resolves raw stacks to {@link CallStack}s, one for each distinct call path. A bounded cache that evicts the least recently used path. For
 * the agent's thread.
 */
public final class CallStacks {
    private static final int LIMIT = 4_096;

    private final int depth;
    private final Map<Path, CallStack> known = new LinkedHashMap<Path, CallStack>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, CallStack> eldest) {
            return size() > LIMIT;
        }
    };

    /** Keeps at most {@code depth} frames of a stack. */
    public CallStacks(int depth) {
        this.depth = depth;
    }

    public CallStack resolve(CallSite site) {
        StackTraceElement[] all = site.getStackTrace();
        int from = 0;
        while (from < all.length && all[from].getClassName().startsWith("io.sockspan.bootstrap.")) {
            from++;
        }
        Path path = new Path(Arrays.copyOfRange(all, from, Math.min(all.length, from + depth)));
        CallStack stack = known.get(path);
        if (stack == null) {
            stack = new CallStack(path.frames, path.frames.length < depth);
            known.put(path, stack);
        }
        return stack;
    }

    private static final class Path {
        final StackTraceElement[] frames;
        private final int hash;

        Path(StackTraceElement[] frames) {
            this.frames = frames;
            this.hash = Arrays.hashCode(frames);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Path && Arrays.equals(frames, ((Path) other).frames);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
