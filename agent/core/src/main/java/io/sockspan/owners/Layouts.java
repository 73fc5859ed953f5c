package io.sockspan.owners;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The layouts of the classes that the walk has met. For the walking thread. */
final class Layouts {
    private final RawMemory memory;
    private final Map<Class<?>, ClassLayout> known = new IdentityHashMap<>();
    private final Map<Class<?>, ReferenceFields> references = new IdentityHashMap<>();
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
        if (type.getClassLoader() == Layouts.class.getClassLoader()) {
            return true;
        }
        String name = type.getName();
        return name.startsWith("io.sockspan.")
                && (name.startsWith("io.sockspan.bootstrap.")
                        || name.startsWith("io.sockspan.agent.")
                        || name.startsWith("io.sockspan.protocol."));
    }

    /** Whether no value of a field of this type leads to a socket. */
    static boolean isBarren(Class<?> type) {
        return type.isPrimitive()
                || type == String.class
                || type == Class.class
                || type == Integer.class
                || type == Long.class
                || type == Boolean.class
                || type == Byte.class
                || type == Short.class
                || type == Character.class
                || type == Float.class
                || type == Double.class
                || type.isArray() && isBarren(type.getComponentType());
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
        if (isBarren(type) || isOwn(type) || isCut(type)) {
            return ClassLayout.leaf(place, type.isArray());
        }
        if (type.isArray()) {
            return ClassLayout.array(place);
        }
        ReferenceFields fields = references(type);
        if (fields.descriptor >= 0) {
            return ClassLayout.descriptor(place, fields.descriptor);
        }
        boolean collection = isCollection(type.getName());
        return fields.names.length == 0
                ? ClassLayout.leaf(place, collection)
                : ClassLayout.object(place, collection, isLate(type, fields), fields);
    }

    /** The references of the class and its superclasses; each class is read once, however many extend it. */
    private ReferenceFields references(Class<?> type) {
        // The referent of a weak reference is not held.
        if (type == null || type == Object.class || type == Reference.class) {
            return ReferenceFields.NONE;
        }
        ReferenceFields fields = references.get(type);
        if (fields == null) {
            fields = read(type, references(type.getSuperclass()));
            references.put(type, fields);
        }
        return fields;
    }

    private ReferenceFields read(Class<?> type, ReferenceFields inherited) {
        List<Field> own = new ArrayList<>();
        for (Field field : fields(type)) {
            if (isDescriptor(type, field)) {
                return ReferenceFields.descriptor(memory.offset(field));
            }
            if (!Modifier.isStatic(field.getModifiers()) && !isBarren(field.getType())) {
                own.add(field);
            }
        }
        return inherited.extended(own, memory, isNamedEventLoop(type));
    }

    /** The JDK's class, and Netty's, wherever it was moved. */
    private static boolean isDescriptor(Class<?> type, Field field) {
        return field.getType() == int.class
                && field.getName().equals("fd")
                && type.getName().endsWith(".FileDescriptor");
    }

    /** Whether it knows sockets but does not hold them, or leads everywhere. */
    private static boolean isCut(Class<?> type) {
        if (type.getClassLoader() != null) {
            return false;
        }
        String name = type.getName();
        return name.equals("java.lang.ThreadGroup")
                || name.equals("java.lang.ref.Finalizer")
                || name.equals("java.net.SocketCleanable")
                || name.equals("sun.misc.Cleaner")
                || name.startsWith("jdk.internal.ref.");
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
            if (isNamedEventLoop(c)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamedEventLoop(Class<?> type) {
        return type.getName().endsWith(".netty.channel.SingleThreadEventLoop");
    }

    /**
     * What is cheap and rarely true comes first, here as in the others of these methods: the JVM compiles only what was reached, and in the first
     * search of a large application its compiler takes longer than the search itself.
     */
    private static boolean isLate(Class<?> type, ReferenceFields fields) {
        if (fields.ofEventLoop || PhantomReference.class.isAssignableFrom(type)) {
            return true;
        }
        String name = type.getName();
        return name.endsWith("IoHandler") && name.contains(".netty.channel.")
                || name.startsWith("sun.nio.ch.")
                        && (name.contains("Selector")
                                || name.contains("Port")
                                || name.contains("Poller")
                                || name.equals("sun.nio.ch.SelectionKeyImpl"));
    }
}
