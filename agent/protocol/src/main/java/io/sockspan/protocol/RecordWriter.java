package io.sockspan.protocol;

import java.util.Map;

/**
 * Writes socket records as text, for a reader that has no library to read anything else with: {@link RecordLine}. Each record is a line
 * of fields divided by tabs, and its first field is its type. An unknown field is empty; in a field, {@code \t}, {@code \n} and {@code
 * \\} stand for a tab, a line feed and a backslash.
 *
 * <pre>{@code
 * agent       kernelReadable  eventsDropped  hookFailures  lastForgotten: the highest id of an ended socket that is not kept
 * socket      the fields of SocketField
 * transition  from  to  evidence  earliest  latest        of the socket above, oldest first
 * frame       class  method  file  line  user             of its opening stack, innermost first; user: from the user's code outwards
 * }</pre>
 */
public final class RecordWriter {
    private final StringBuilder text = new StringBuilder();

    public void agent(boolean kernelReadable, long eventsDropped, long hookFailures, long lastForgotten) {
        line("agent", kernelReadable, eventsDropped, hookFailures, lastForgotten);
    }

    public void socket(Map<SocketField, ?> values) {
        SocketField[] order = SocketField.values();
        Object[] fields = new Object[order.length];
        for (int i = 0; i < order.length; i++) {
            fields[i] = values.get(order[i]);
        }
        line("socket", fields);
    }

    public void transition(String from, String to, String evidence, long earliest, long latest) {
        line("transition", from, to, evidence, earliest, latest);
    }

    public void frame(StackTraceElement frame, boolean user) {
        line("frame", frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber(), user);
    }

    private void line(String type, Object... fields) {
        text.append(type);
        for (Object field : fields) {
            text.append('\t').append(field == null ? "" : escape(field.toString()));
        }
        text.append('\n');
    }

    private static String escape(String field) {
        return field.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    /** The records up to now. */
    @Override
    public String toString() {
        return text.toString();
    }
}
