package io.sockspan.command;

import io.sockspan.leak.LeakKind;
import io.sockspan.leak.Suspect;
import io.sockspan.track.SocketSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenMBeanOperationInfoSupport;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.OpenMBeanParameterInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

/** The sockets and suspects as JMX open data, which a client can read without the agent's classes. Pure functions. */
final class SocketsData {
    private static final String[] SUSPECT = {
        "fingerprint", "kind", "certain", "count", "total", "retracted", "endpoint", "openedAt", "stack"
    };
    private static final CompositeType SUSPECT_TYPE;
    private static final CompositeType STATE_TYPE;
    private static final TabularType STATES_TYPE;

    /** Describes the bean's attributes and operations. */
    static final MBeanInfo INFO;

    static {
        try {
            SUSPECT_TYPE = new CompositeType(
                    "Suspect",
                    "Sockets that are held against one place in the code",
                    SUSPECT,
                    new String[] {
                        "Eight hexadecimal digits, the same for the same place and kind",
                        "close_wait, dropped and so on",
                        "Whether it is a leak, and not only suspected to be one",
                        "How many sockets are suspected now",
                        "How many have been suspected since the start",
                        "How many suspicions were taken back",
                        "The other end of the example, or a listener's own; null if it is not known",
                        "The line of code that opened the example; null if it is not known",
                        "The stack that opened the example, innermost first; empty if it is not known"
                    },
                    new OpenType<?>[] {
                        SimpleType.STRING,
                        SimpleType.STRING,
                        SimpleType.BOOLEAN,
                        SimpleType.LONG,
                        SimpleType.LONG,
                        SimpleType.LONG,
                        SimpleType.STRING,
                        SimpleType.STRING,
                        new ArrayType<String[]>(1, SimpleType.STRING)
                    });
            STATE_TYPE = new CompositeType(
                    "State",
                    "How many sockets are in a TCP state",
                    new String[] {"state", "count"},
                    new String[] {"In RFC 9293's spelling", "Open sockets in it"},
                    new OpenType<?>[] {SimpleType.STRING, SimpleType.INTEGER});
            STATES_TYPE = new TabularType("States", "Open sockets by TCP state", STATE_TYPE, new String[] {"state"});
            INFO = info();
        } catch (OpenDataException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private SocketsData() {}

    private static MBeanInfo info() throws OpenDataException {
        OpenMBeanAttributeInfo[] attributes = {
            attribute("Open", "How many sockets are open", SimpleType.INTEGER),
            attribute("OpenByState", "How many are in each TCP state; those that none is in are left out", STATES_TYPE),
            attribute("Suspects", "What is held against sockets", new ArrayType<CompositeData[]>(1, SUSPECT_TYPE)),
            attribute("Seen", "How many sockets were seen since the agent's start", SimpleType.LONG),
            attribute("Dropped", "Events and sockets that are missing from all of this", SimpleType.LONG)
        };
        OpenMBeanOperationInfo[] operations = {
            new OpenMBeanOperationInfoSupport(
                    "leaks",
                    "The suspects in words, with the lines of code that opened them",
                    new OpenMBeanParameterInfo[0],
                    SimpleType.STRING,
                    MBeanOperationInfo.INFO),
            new OpenMBeanOperationInfoSupport(
                    "report",
                    "All that is known",
                    new OpenMBeanParameterInfo[] {
                        new OpenMBeanParameterInfoSupport("format", "text, json or html", SimpleType.STRING)
                    },
                    SimpleType.STRING,
                    MBeanOperationInfo.INFO)
        };
        return new OpenMBeanInfoSupport(
                SocketsBean.class.getName(),
                "The TCP sockets of this JVM, as the Sockspan agent sees them",
                attributes,
                new OpenMBeanConstructorInfo[0],
                operations,
                null);
    }

    private static OpenMBeanAttributeInfo attribute(String name, String description, OpenType<?> type) {
        return new OpenMBeanAttributeInfoSupport(name, description, type, true, false, false);
    }

    static Object attribute(String name, View view) throws AttributeNotFoundException {
        switch (name) {
            case "Open":
                return view.snapshot.open.size();
            case "OpenByState":
                return states(view.snapshot.open);
            case "Suspects":
                return view.suspects.stream().map(SocketsData::suspect).toArray(CompositeData[]::new);
            case "Seen":
                return view.snapshot.seen;
            case "Dropped":
                return view.snapshot.eventsDropped;
            default:
                throw new AttributeNotFoundException("there is no attribute " + name);
        }
    }

    private static TabularData states(List<SocketSnapshot> open) {
        Map<String, Integer> counts = new TreeMap<>();
        for (SocketSnapshot socket : open) {
            counts.merge(socket.state.name(), 1, Integer::sum);
        }
        TabularData table = new TabularDataSupport(STATES_TYPE);
        counts.forEach((state, count) -> table.put(data(STATE_TYPE, new String[] {"state", "count"}, state, count)));
        return table;
    }

    private static CompositeData suspect(Suspect suspect) {
        SocketSnapshot example = suspect.sockets.isEmpty() ? null : suspect.sockets.get(0);
        boolean hasStack = example != null && example.openedBy != null;
        StackTraceElement opened = hasStack ? example.openedBy.userFrame() : null;
        String[] stack = hasStack
                ? example.openedBy.frames().stream().map(String::valueOf).toArray(String[]::new)
                : new String[0];
        return data(
                SUSPECT_TYPE,
                SUSPECT,
                suspect.fingerprint,
                suspect.kind.label(),
                suspect.kind == LeakKind.DROPPED,
                suspect.count,
                suspect.total,
                suspect.retracted,
                endpoint(example),
                opened == null ? null : opened.toString(),
                stack);
    }

    private static String endpoint(SocketSnapshot example) {
        Object end = example == null ? null : example.remote == null ? example.local : example.remote;
        return end == null ? null : end.toString();
    }

    private static CompositeData data(CompositeType type, String[] names, Object... values) {
        try {
            return new CompositeDataSupport(type, names, values);
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }
}
