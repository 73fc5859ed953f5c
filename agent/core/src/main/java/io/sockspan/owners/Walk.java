package io.sockspan.owners;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One breadth-first walk from static fields and threads over strong references. Each place has a quota, so that a cache of millions of
 * objects takes only a small part of the walk. For one thread.
 */
final class Walk {
    private static final int CHECK_EVERY = 256;

    final Layouts layouts;
    final Visited visited = new Visited();
    final List<Root> roots = new ArrayList<>();
    /** The objects with a descriptor's number that is sought, by that number. */
    final Map<Integer, List<Integer>> found = new HashMap<>();

    private final RawMemory memory;
    private final WalkLimits limits;
    private final Set<Integer> sought;
    private final BooleanSupplier isOver;
    private final List<Integer> later = new ArrayList<>();
    private final Set<Place> cut = new HashSet<>();
    private int next;
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
        this.limits = limits;
        this.sought = sought;
        this.isOver = isOver;
    }

    /** References that were not followed, because a limit was reached. Some may lead to objects that were entered. */
    long left() {
        return left;
    }

    /** Places of which a part was not entered. */
    int cutPlaces() {
        return cut.size();
    }

    /** Whether time or the number of objects ended the walk. */
    boolean isStopped() {
        return timeIsUp || isFull;
    }

    void run(Class<?>[] loaded) {
        for (Thread thread : memory.threads()) {
            if (thread != null && thread != Thread.currentThread()) {
                roots.add(Root.of(thread));
                enter(thread, -roots.size(), null);
            }
        }
        for (Class<?> type : loaded) {
            if (isDue()) {
                return;
            }
            if (isRoot(type)) {
                statics(type);
            }
        }
        follow(false);
        for (int index : later) {
            expand(index);
        }
        follow(true);
    }

    private boolean isRoot(Class<?> type) {
        return !type.isArray()
                && !type.isPrimitive()
                && !Layouts.isOwn(type)
                && !type.getName().startsWith("jdk.internal.ref.")
                && !type.getName().equals("java.lang.ref.Finalizer")
                && memory.isInitialized(type);
    }

    private void statics(Class<?> type) {
        for (Field field : layouts.fields(type)) {
            if (Modifier.isStatic(field.getModifiers()) && !Layouts.isBarren(field.getType())) {
                Object value = memory.staticReference(field);
                if (value != null) {
                    roots.add(Root.of(field));
                    enter(value, -roots.size(), new Place());
                }
            }
        }
    }

    /** Enters what the entered objects refer to, level by level. */
    private void follow(boolean lateToo) {
        int levelEnd = visited.size();
        int depth = 0;
        while (next < visited.size() && depth < limits.depth && !isDue()) {
            int index = next++;
            if (!lateToo && layouts.of(visited.object(index)).late) {
                later.add(index);
            } else {
                expand(index);
            }
            if (next == levelEnd) {
                levelEnd = visited.size();
                depth++;
            }
        }
        left += lateToo ? visited.size() - next : 0;
    }

    private void expand(int index) {
        Object object = visited.object(index);
        ClassLayout layout = layouts.of(object);
        if (layout.kind == ClassLayout.Kind.ARRAY) {
            for (Object element : (Object[]) object) {
                enter(element, index, visited.place(index));
            }
        } else {
            for (int i = 0; i < layout.offsets.length; i++) {
                Place place = layout.collection ? visited.place(index) : layout.places[i];
                enter(memory.reference(object, layout.offsets[i]), index, place);
            }
        }
    }

    /** @param through the place of the reference; null for none */
    private void enter(Object object, int from, Place through) {
        if (object == null) {
            return;
        }
        ClassLayout layout = layouts.of(object);
        if (layout.kind == ClassLayout.Kind.LEAF) {
            return;
        }
        boolean descriptor = layout.kind == ClassLayout.Kind.DESCRIPTOR;
        Place place = layout.collection && through != null ? through : layout.place;
        // Before the set is asked: an identity hash is slow when it is the object's first, and is written into its
        // header.
        if (!descriptor && (place.visited >= limits.perPlace || visited.size() >= limits.objects)) {
            isFull |= visited.size() >= limits.objects;
            cut.add(place);
            left++;
            return;
        }
        if (visited.contains(object)) {
            return;
        }
        place.visited++;
        visited.add(object, from, place);
        if (descriptor) {
            int number = memory.integer(object, layout.number);
            if (sought.contains(number)) {
                found.computeIfAbsent(number, none -> new ArrayList<>(1)).add(visited.size() - 1);
            }
        }
    }

    private boolean isDue() {
        timeIsUp |= ++steps % CHECK_EVERY == 0 && isOver.getAsBoolean();
        return timeIsUp;
    }
}
