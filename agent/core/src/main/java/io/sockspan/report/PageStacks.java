package io.sockspan.report;

import com.google.gson.stream.JsonWriter;
import io.sockspan.stack.CallStack;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Stacks as a tree with the outermost frames at its root, because most stacks share them. */
final class PageStacks {
    private static final int NONE = -1;

    private final PageStrings strings;
    private final Map<CallStack, Integer> known = new IdentityHashMap<>();
    private final Map<Long, Integer> nodes = new HashMap<>();
    private int[] pairs = new int[256];

    PageStacks(PageStrings strings) {
        this.strings = strings;
    }

    /** The tree index of the stack's innermost frame; -1 if the stack has no frame. */
    int indexOf(CallStack stack) {
        if (stack == null) {
            return NONE;
        }
        Integer index = known.get(stack);
        if (index == null) {
            index = add(stack.frames());
            known.put(stack, index);
        }
        return index;
    }

    /** How many innermost frames belong to the JDK, below the user's call. */
    static int framesBeforeUser(CallStack stack) {
        return stack == null ? 0 : stack.frames().size() - stack.userFrames().size();
    }

    private int add(List<StackTraceElement> frames) {
        int node = NONE;
        for (int i = frames.size() - 1; i >= 0; i--) {
            node = child(node, strings.indexOf(Names.frame(frames.get(i))));
        }
        return node;
    }

    private int child(int parent, int frame) {
        long key = (long) parent << 32 | frame;
        Integer node = nodes.get(key);
        if (node == null) {
            node = nodes.size();
            nodes.put(key, node);
            if (2 * node == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * pairs.length);
            }
            pairs[2 * node] = parent;
            pairs[2 * node + 1] = frame;
        }
        return node;
    }

    void write(JsonWriter json) throws IOException {
        json.beginArray();
        for (int i = 0; i < 2 * nodes.size(); i++) {
            json.value(pairs[i]);
        }
        json.endArray();
    }
}
