package io.sockspan.telemetry;

import io.sockspan.stack.CallStack;
import java.util.LinkedHashMap;
import java.util.Map;

/** Formats stacks as the JVM does. Caches the latest texts, because most sockets are opened at few places. For one thread. */
final class StackText {
    private static final int KEPT = 128;

    /** {@link CallStack} is shared by all sockets opened on the same path and compares by identity. */
    private final Map<CallStack, String> texts = new LinkedHashMap<CallStack, String>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallStack, String> eldest) {
            return size() > KEPT;
        }
    };

    String of(CallStack stack) {
        return texts.computeIfAbsent(stack, StackText::render);
    }

    private static String render(CallStack stack) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : stack.frames()) {
            if (text.length() > 0) {
                text.append('\n');
            }
            text.append("\tat ").append(frame);
        }
        return text.toString();
    }
}
