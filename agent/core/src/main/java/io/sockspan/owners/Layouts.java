package io.sockspan.owners;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** The layouts of the classes that the walk has met. For the walking thread. */
final class Layouts {
    /** Classes that know sockets but do not hold them, or that lead everywhere. */
    private static final Set<String> CUT = new HashSet<>(Arrays.asList(
            "java.lang.ThreadGroup", "java.lang.ref.Finalizer", "java.net.SocketCleanable", "sun.misc.Cleaner"));

    /** Their objects lead nowhere. All are final. */
    private static final Class<?>[] BARREN = {
        String.class,
        Class.class,
        Integer.class,
        Long.class,
        Boolean.class,
        Byte.class,
        Short.class,
        Character.class,
        Float.class,
        Double.class
    };

    private final RawMemory memory;
    private final Map<Class<?>, ReferenceFields> references = new IdentityHashMap<>();
    private final Map<Class<?>, Map<String, Field>> byName = new IdentityHashMap<>();
    /** By the identity hash of the class, from there on; at least half of it is free. The walk asks for each reference. */
    private Class<?>[] classes = new Class<?>[1 << 8];

    private ClassLayout[] layouts = new ClassLayout[classes.length];
    private int count;
    /** Classes whose fields could not be read. */
    int unreadable;

    Layouts(RawMemory memory) {
        this.memory = memory;
        for (Class<?> type : BARREN) {
            add(type, ClassLayout.leaf(new Place(), false));
        }
    }

    ClassLayout of(Object object) {
        ClassLayout layout = known(object.getClass());
        return layout == null ? learn(object.getClass()) : layout;
    }

    /** Null if the class was not met yet. */
    ClassLayout known(Class<?> type) {
        int mask = classes.length - 1;
        int slot = System.identityHashCode(type) & mask;
        for (Class<?> other; (other = classes[slot]) != null; slot = (slot + 1) & mask) {
            if (other == type) {
                return layouts[slot];
            }
        }
        return null;
    }

    /** Of a class that is not known yet. */
    ClassLayout learn(Class<?> type) {
        ClassLayout layout = make(type);
        add(type, layout);
        return layout;
    }

    private void add(Class<?> type, ClassLayout layout) {
        if (2 * ++count > classes.length) {
            Class<?>[] all = classes;
            ClassLayout[] theirs = layouts;
            classes = new Class<?>[2 * all.length];
            layouts = new ClassLayout[classes.length];
            for (int i = 0; i < all.length; i++) {
                if (all[i] != null) {
                    put(all[i], theirs[i]);
                }
            }
        }
        put(type, layout);
    }

    private void put(Class<?> type, ClassLayout layout) {
        int slot = System.identityHashCode(type) & (classes.length - 1);
        while (classes[slot] != null) {
            slot = (slot + 1) & (classes.length - 1);
        }
        classes[slot] = type;
        layouts[slot] = layout;
    }

    /** Whether the class is the agent's own. */
    static boolean isOwn(Class<?> type) {
        String name = type.getName();
        return type.getClassLoader() == Layouts.class.getClassLoader()
                || name.startsWith("io.sockspan.bootstrap.")
                || name.startsWith("io.sockspan.agent.")
                || name.startsWith("io.sockspan.protocol.");
    }

    /** Whether no value of a field of this type leads to a socket, as far as known. */
    private boolean isBarren(Class<?> type) {
        if (type.isPrimitive()) {
            return true;
        }
        if (type.isArray()) {
            return isBarren(type.getComponentType());
        }
        // A value of another class may lead further than those of this one.
        ClassLayout layout = Modifier.isFinal(type.getModifiers()) ? known(type) : null;
        return layout != null && layout.kind == ClassLayout.Kind.LEAF;
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
        if (type.isArray()) {
            return isBarren(type) ? ClassLayout.leaf(place, true) : ClassLayout.array(place);
        }
        String name = type.getName();
        boolean ofJdk = type.getClassLoader() == null;
        if (isOwn(type) || ofJdk && isCut(name)) {
            return ClassLayout.leaf(place, false);
        }
        ReferenceFields fields = references(type);
        if (fields.descriptor >= 0) {
            return ClassLayout.descriptor(place, fields.descriptor);
        }
        boolean collection = ofJdk && isCollection(name);
        if (fields.offsets.length == 0) {
            return ClassLayout.leaf(place, collection);
        }
        boolean late = fields.ofEventLoop || PhantomReference.class.isAssignableFrom(type) || knowsSockets(name, ofJdk);
        return ClassLayout.object(place, collection, late, fields);
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
        if (inherited.descriptor >= 0) {
            return inherited;
        }
        Field[] declared = fields(type);
        String name = type.getName();
        // The JDK's class, and Netty's, wherever it was moved.
        boolean mayBeDescriptor = name.endsWith(".FileDescriptor");
        int count = 0;
        for (Field field : declared) {
            if (mayBeDescriptor
                    && field.getType() == int.class
                    && field.getName().equals("fd")) {
                return ReferenceFields.descriptor(memory.offset(field));
            }
            if (!Modifier.isStatic(field.getModifiers()) && !isBarren(field.getType())) {
                declared[count++] = field;
            }
        }
        return inherited.extended(declared, count, memory, inherited.ofEventLoop || isEventLoop(name));
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
            if (isEventLoop(c.getName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEventLoop(String name) {
        return name.endsWith(".netty.channel.SingleThreadEventLoop");
    }

    private static boolean knowsSockets(String name, boolean ofJdk) {
        if (!ofJdk) {
            return name.endsWith("IoHandler") && name.contains(".netty.channel.");
        }
        return name.startsWith("sun.nio.ch.")
                && (name.contains("Selector")
                        || name.contains("Port")
                        || name.contains("Poller")
                        || name.equals("sun.nio.ch.SelectionKeyImpl"));
    }
}
