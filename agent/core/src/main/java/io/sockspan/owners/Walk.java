package io.sockspan.owners;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One breadth-first walk from static fields and threads over strong references, until each socket is found. Each place has a quota, so that a
 * cache of millions of objects takes only a small part of the walk. For one thread.
 */
final class Walk {
    private static final int CHECK_EVERY = 256;

    final Layouts layouts;
    final Statics statics;
    final Visited visited = new Visited();
    final List<Root> roots = new ArrayList<>();
    /** The objects with a descriptor's number that is sought, by that number. */
    final Map<Integer, List<Integer>> found = new HashMap<>();

    private final RawMemory memory;
    private final WalkLimits limits;
    private final Set<Integer> sought;
    /** The numbers that are sought of which no socket in use was found yet. What would be found after the first one says no more. */
    private final Set<Integer> missing;

    private final BooleanSupplier isOver;
    private final List<Integer> later = new ArrayList<>();
    private int cutPlaces;
    private boolean lateToo;
    private int nextClass;
    private int nextStatic;
    /** The class that {@link #isRoot} is about. */
    private Class<?> judged;

    private boolean isRoot;
    /** The object whose references are followed next. */
    private int next;
    /** Which of its references is followed next. */
    private int nextReference;

    private int steps;
    private long left;
    private boolean timeIsUp;
    private boolean isFull;

    /**
     * @param sought numbers of descriptors
     * @param isOver whether the walk must end now
     */
    Walk(RawMemory memory, WalkLimits limits, Set<Integer> sought, BooleanSupplier isOver) {
        this.memory = memory;
        this.layouts = new Layouts(memory);
        this.statics = Statics.of(memory, layouts);
        this.limits = limits;
        this.sought = sought;
        this.missing = new HashSet<>(sought);
        this.isOver = isOver;
    }

    /** References that were not followed, because a limit was reached. Some may lead to objects that were entered. */
    long left() {
        return left;
    }

    /** Places of which a part was not entered. */
    int cutPlaces() {
        return cutPlaces;
    }

    /** Whether time or the number of objects ended the walk. */
    boolean isStopped() {
        return timeIsUp || isFull;
    }

    /** Whether the walk has ended because it has found each socket. */
    boolean hasFoundAll() {
        return missing.isEmpty();
    }

    /** The object that has the descriptor. */
    Object socket(int descriptor) {
        int parent = visited.parent(descriptor);
        return visited.object(parent >= 0 ? parent : descriptor);
    }

    void run(Class<?>[] loaded) {
        for (Thread thread : memory.threads()) {
            if (thread != null && thread != Thread.currentThread()) {
                enter(Root.of(thread), thread, null);
            }
        }
        for (Object value; (value = findStatic(loaded)) != null; nextStatic++) {
            Class<?> type = loaded[nextClass];
            if (layouts.of(value).kind != ClassLayout.Kind.LEAF && isRoot(type)) {
                enter(Root.of(type, nextStatic), value, new Place());
            }
        }
        if (isEnding()) {
            return;
        }
        follow();
        int afterwards = next;
        // Where the time was up in the middle of an object.
        nextReference = 0;
        lateToo = true;
        for (int index : later) {
            next = index;
            finish();
        }
        next = afterwards;
        follow();
        left += hasFoundAll() ? 0 : visited.size() - next;
    }

    /**
     * Moves on to the next static reference to an object of which it is not known that nothing in it leads to a socket. A method of its own for
     * the same reason as {@link #expandAll}.
     *
     * @return null at the end, or when the time is up
     */
    private Object findStatic(Class<?>[] loaded) {
        for (; nextClass < loaded.length; nextClass++) {
            if (isDue()) {
                return null;
            }
            Class<?> type = loaded[nextClass];
            int count = statics.count(type);
            for (; nextStatic < count; nextStatic++) {
                Object value = statics.value(type, nextStatic);
                ClassLayout layout = value == null ? null : layouts.known(value.getClass());
                if (value != null && (layout == null || layout.kind != ClassLayout.Kind.LEAF)) {
                    return value;
                }
            }
            nextStatic = 0;
        }
        return null;
    }

    private boolean isRoot(Class<?> type) {
        if (type != judged) {
            judged = type;
            String name = type.getClassLoader() == null ? type.getName() : "";
            isRoot = !Layouts.isOwn(type)
                    && !name.startsWith("jdk.internal.ref.")
                    && !name.equals("java.lang.ref.Finalizer");
        }
        return isRoot;
    }

    /** @param through the place of a collection that this root holds; null if it is none */
    private void enter(Root root, Object value, Place through) {
        roots.add(root);
        while (!enter(value, -roots.size(), through)) {
            prepare(value);
        }
    }

    private void follow() {
        int depth = 0;
        while (next < visited.size() && depth < limits.depth && !isEnding()) {
            int levelEnd = visited.size();
            for (Object obstacle; (obstacle = expandAll(levelEnd)) != null; ) {
                prepare(obstacle);
            }
            depth++;
        }
    }

    private void finish() {
        for (Object obstacle; (obstacle = expandNext()) != null; ) {
            prepare(obstacle);
        }
    }

    /** What {@link #enter(Object, int, Place)} needs for an object that it could not enter. */
    private void prepare(Object obstacle) {
        if (layouts.known(obstacle.getClass()) == null) {
            layouts.learn(obstacle.getClass());
        }
        if (visited.isFull()) {
            visited.makeRoom();
        }
    }

    /**
     * Enters what the objects up to the end refer to. It is called again after each object that could not be entered yet: the JVM compiles
     * the walk while it runs, and would put the reading of classes into it, whose compilation takes longer than the walk.
     *
     * @return an object to {@linkplain #prepare prepare}; null at the end, or when the time is up
     */
    private Object expandAll(int end) {
        while (next < end && !isDue()) {
            Object obstacle = expandNext();
            if (obstacle != null) {
                return obstacle;
            }
        }
        return null;
    }

    /** The same for one object, from where it was left. */
    private Object expandNext() {
        Object object = visited.object(next);
        ClassLayout layout = layouts.known(object.getClass());
        if (layout.late && !lateToo) {
            later.add(next);
            next++;
            return null;
        }
        boolean isArray = layout.kind == ClassLayout.Kind.ARRAY;
        int count = isArray ? Array.getLength(object) : layout.offsets.length;
        Place place = visited.place(next);
        for (; nextReference < count; nextReference++) {
            long offset = isArray
                    ? memory.firstElement + (long) nextReference * memory.referenceSize
                    : layout.offsets[nextReference];
            Object value = memory.reference(object, offset);
            if (value != null && !enter(value, next, layout.collection ? place : layout.places[nextReference])) {
                return value;
            }
        }
        next++;
        nextReference = 0;
        return null;
    }

    /**
     * @param through the place of the reference; null for none
     * @return false if the object must be prepared first
     */
    private boolean enter(Object object, int from, Place through) {
        ClassLayout layout = layouts.known(object.getClass());
        // One condition, of which the JVM has seen both cases early.
        if (layout == null | visited.isFull()) {
            return false;
        }
        if (layout.kind == ClassLayout.Kind.LEAF) {
            return true;
        }
        Place place = layout.collection && through != null ? through : layout.place;
        boolean isDescriptor = layout.kind == ClassLayout.Kind.DESCRIPTOR;
        // Before the set is asked: an identity hash is slow when it is the object's first, and is written into its
        // header.
        if (!isDescriptor && (place.visited >= limits.perPlace || visited.size() >= limits.objects)) {
            leave(place);
        } else if (visited.add(object, from, place)) {
            place.visited++;
            if (isDescriptor) {
                enterDescriptor(visited.size() - 1, memory.integer(object, layout.number));
            }
        }
        return true;
    }

    private void leave(Place place) {
        isFull |= visited.size() >= limits.objects;
        cutPlaces += place.isCut ? 0 : 1;
        place.isCut = true;
        left++;
    }

    private void enterDescriptor(int index, int number) {
        if (sought.contains(number)) {
            found.computeIfAbsent(number, none -> new ArrayList<>(1)).add(index);
            if (layouts.isOpen(socket(index))) {
                missing.remove(number);
            }
        }
    }

    private boolean isDue() {
        timeIsUp |= ++steps % CHECK_EVERY == 0 && isOver.getAsBoolean();
        return isEnding();
    }

    private boolean isEnding() {
        return timeIsUp || missing.isEmpty();
    }
}
