package io.sockspan.owners;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The layouts of the classes that the walk has met. For the walking thread. */
final class Layouts {
    /** Classes that know sockets but do not hold them, or that lead everywhere. */
    private static final Set<String> CUT = new HashSet<>(Arrays.asList(
            "java.lang.ThreadGroup", "java.lang.ref.Finalizer", "java.net.SocketCleanable", "sun.misc.Cleaner"));

    private static final Set<Class<?>> BARREN = new HashSet<>(Arrays.asList(
            String.class,
            Class.class,
            Integer.class,
            Long.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Float.class,
            Double.class));

    private final RawMemory memory;
    private final Map<Class<?>, ClassLayout> known = new IdentityHashMap<>();
    private final Map<Class<?>, Map<String, Field>> byName = new IdentityHashMap<>();
    /** Classes whose fields could not be read. */
    int unreadable;

    Layouts(RawMemory memory) {
        this.memory = memory;
    }

    ClassLayout of(Object object) {
        ClassLayout layout = known.get(object.getClass());
        if (layout == null) {
            layout = make(object.getClass());
            known.put(object.getClass(), layout);
        }
        return layout;
    }

    /** Whether the class is the agent's own. */
    static boolean isOwn(Class<?> type) {
        String name = type.getName();
        return type.getClassLoader() == Layouts.class.getClassLoader()
                || name.startsWith("io.sockspan.bootstrap.")
                || name.startsWith("io.sockspan.agent.")
                || name.startsWith("io.sockspan.protocol.");
    }

    /** Whether no value of a field of this type leads to a socket. */
    static boolean isBarren(Class<?> type) {
        if (type.isPrimitive() || BARREN.contains(type)) {
            return true;
        }
        return type.isArray() && isBarren(type.getComponentType());
    }

    /** The fields of the class itself; none if they cannot be read. */
    Field[] fields(Class<?> type) {
        try {
            return memory.fields(type);
        } catch (LinkageError | RuntimeException e) {
            unreadable++;
            return new Field[0];
        }
    }

    /** The reference in the field with that name, of the object's class or a superclass; null if there is none. */
    Object get(Object object, String name) {
        Field field = object == null ? null : field(object, name);
        return field == null || field.getType().isPrimitive() ? null : memory.reference(object, memory.offset(field));
    }

    /** Whether a JDK's object that has a descriptor uses it: that of a closed channel keeps its number. */
    boolean isOpen(Object socket) {
        if (socket.getClass().getName().equals("sun.nio.ch.NioSocketImpl")) {
            // ST_CLOSING is 4.
            return number(socket, "state") < 4;
        }
        Boolean closed = flag(socket, "closed");
        return closed == null ? !Boolean.FALSE.equals(flag(socket, "open")) : !closed;
    }

    /** The number in the field with that name; -1 if there is none. */
    int number(Object object, String name) {
        Field field = field(object, name);
        return field == null || field.getType() != int.class ? -1 : memory.integer(object, memory.offset(field));
    }

    /** The value of the boolean field with that name; null if there is none. */
    Boolean flag(Object object, String name) {
        Field field = field(object, name);
        return field == null || field.getType() != boolean.class ? null : memory.bool(object, memory.offset(field));
    }

    private Field field(Object object, String name) {
        Map<String, Field> fields = byName.computeIfAbsent(object.getClass(), none -> new HashMap<>());
        if (!fields.containsKey(name)) {
            fields.put(name, find(object.getClass(), name));
        }
        return fields.get(name);
    }

    private Field find(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            for (Field field : fields(type)) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return field;
                }
            }
        }
        return null;
    }

    private ClassLayout make(Class<?> type) {
        Place place = new Place();
        if (isBarren(type) || isOwn(type) || isCut(type.getName())) {
            return ClassLayout.leaf(place, type.isArray());
        }
        if (type.isArray()) {
            return ClassLayout.array(place);
        }
        List<Field> references = new ArrayList<>();
        for (Class<?> part = type; part != null; part = part.getSuperclass()) {
            // The referent of a weak reference is not held.
            for (Field field : part == Reference.class ? new Field[0] : fields(part)) {
                if (isDescriptor(part, field)) {
                    return ClassLayout.descriptor(place, memory.offset(field));
                }
                if (!Modifier.isStatic(field.getModifiers()) && !isBarren(field.getType())) {
                    references.add(field);
                }
            }
        }
        return references.isEmpty()
                ? ClassLayout.leaf(place, isCollection(type.getName()))
                : object(type, place, references);
    }

    private ClassLayout object(Class<?> type, Place place, List<Field> fields) {
        int count = fields.size();
        long[] offsets = new long[count];
        String[] names = new String[count];
        Place[] places = new Place[count];
        for (int i = 0; i < count; i++) {
            Field field = fields.get(i);
            offsets[i] = memory.offset(field);
            names[i] = field.getName();
            places[i] = new Place();
        }
        return ClassLayout.object(place, isCollection(type.getName()), isLate(type), offsets, names, places);
    }

    /** The JDK's class, and Netty's, wherever it was moved. */
    private static boolean isDescriptor(Class<?> type, Field field) {
        return field.getType() == int.class
                && field.getName().equals("fd")
                && type.getName().endsWith(".FileDescriptor");
    }

    private static boolean isCut(String name) {
        return CUT.contains(name) || name.startsWith("jdk.internal.ref.");
    }

    static boolean isCollection(String name) {
        return name.startsWith("java.util.")
                && !name.startsWith("java.util.concurrent.ThreadPool")
                && !name.startsWith("java.util.concurrent.ForkJoin")
                && !name.startsWith("java.util.concurrent.Executors$")
                && !name.contains("FutureTask");
    }

    /** Of Netty, wherever it was moved: whatever has one channel leads to its loop, and that to all channels of the loop. */
    static boolean isEventLoop(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (c.getName().endsWith(".netty.channel.SingleThreadEventLoop")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLate(Class<?> type) {
        String name = type.getName();
        return PhantomReference.class.isAssignableFrom(type)
                || isEventLoop(type)
                || name.contains(".netty.channel.") && name.endsWith("IoHandler")
                || name.startsWith("sun.nio.ch.")
                        && (name.contains("Selector")
                                || name.contains("Port")
                                || name.contains("Poller")
                                || name.equals("sun.nio.ch.SelectionKeyImpl"));
    }
}
