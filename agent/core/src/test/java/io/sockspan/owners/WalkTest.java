package io.sockspan.owners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A walk through objects of this test. */
class WalkTest {
    /** Loaded once more by another loader, as the walk does not enter objects of the agent's. */
    public static final class Link {
        public static Object root;
        public static Object other;
        public Object before;
        public Object value;

        public static Object link(Object before, Object value) {
            Link link = new Link();
            link.before = before;
            link.value = value;
            return link;
        }
    }

    private final Class<?> ofApplication = loadedAgain(Link.class);

    @Test
    void goesOnBehindEachClassThatItMeetsForTheFirstTime() throws Exception {
        try (ServerSocketChannel channel = ServerSocketChannel.open();
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Object[] mixed = {
                new Object(), null, link(null, "x"), new ArrayList<>(List.of(link("y", channel))), 12, socket
            };
            Walk walk = walk(new Object[] {mixed, link(mixed, mixed)}, limits(20_000));

            assertThat(walk.found).containsKeys(number(walk, channel), number(walk, walk.layouts.get(socket, "impl")));
            assertNoneTwice(walk);
        }
    }

    @Test
    void entersAsManyObjectsAsThereAreAndLeavesTheRestOfAPlace() {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            many.add(link(null, null));
        }
        Walk whole = walk(many, limits(100_000));
        assertThat(links(whole)).isEqualTo(60_000);
        assertNoneTwice(whole);

        Walk part = walk(many, limits(20_000));
        assertThat(links(part)).isEqualTo(20_000);
        assertThat(part.left()).isGreaterThanOrEqualTo(40_000);
        assertThat(part.cutPlaces()).isPositive();
        assertThat(part.isStopped()).isFalse();
        assertNoneTwice(part);
    }

    /** Else a large cache would hide what is in the collections of all other static fields of its type. */
    @Test
    void givesEachStaticCollectionAPartOfItsOwn() throws Exception {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            many.add(new Object[] {i});
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Object> few = new ArrayList<>(List.of(new Object[] {socket}));
            for (boolean manyFirst : new boolean[] {true, false}) {
                set("other", manyFirst ? few : many);
                Walk walk = walk(manyFirst ? many : few, limits(20_000));
                set("other", null);

                assertThat(walk.found).containsKey(number(walk, walk.layouts.get(socket, "impl")));
                assertThat(walk.cutPlaces()).isEqualTo(1);
            }
        }
    }

    @Test
    void endsWhenASocketInUseIsFoundForEachNumber() throws Exception {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add(link(null, link(null, null)));
        }
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket another = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Walk whole = walk(List.of(many, one, another), limits(100_000));
            int first = number(whole, whole.layouts.get(one, "impl"));
            int second = number(whole, whole.layouts.get(another, "impl"));
            Object deep = link(link(link(link(null, another), null), null), null);

            Walk ofFirst = walk(List.of(many, one, deep), limits(100_000), Set.of(first));
            assertThat(ofFirst.found).containsOnlyKeys(first);
            assertThat(ofFirst.hasFoundAll()).isTrue();
            assertThat(ofFirst.isStopped()).isFalse();
            assertThat(ofFirst.left()).isZero();
            assertThat(links(ofFirst)).isLessThan(20_000);

            Walk ofBoth = walk(List.of(many, one, deep), limits(100_000), Set.of(first, second));
            assertThat(ofBoth.found).containsOnlyKeys(first, second);
            assertThat(ofBoth.hasFoundAll()).isTrue();

            another.close();
            Walk ofClosed = walk(List.of(many, one, deep), limits(100_000), Set.of(first, second));
            assertThat(ofClosed.hasFoundAll()).isFalse();
            assertThat(links(ofClosed)).isGreaterThanOrEqualTo(20_000);
        }
    }

    @Test
    void followsALongChain() {
        Object chain = null;
        for (int i = 0; i < 15_000; i++) {
            chain = link(chain, null);
        }
        assertThat(links(walk(chain, limits(20_000)))).isEqualTo(15_000);
    }

    private int links(Walk walk) {
        int links = 0;
        for (int i = 0; i < walk.visited.size(); i++) {
            links += walk.visited.object(i).getClass() == ofApplication ? 1 : 0;
        }
        return links;
    }

    private static WalkLimits limits(int perPlace) {
        return new WalkLimits(500_000, perPlace, 25_000);
    }

    private Object link(Object before, Object value) {
        try {
            return ofApplication.getMethod("link", Object.class, Object.class).invoke(null, before, value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Class<?> loadedAgain(Class<?> type) {
        try (InputStream in = type.getResourceAsStream("WalkTest$Link.class")) {
            byte[] file = in.readAllBytes();
            return new ClassLoader(null) {
                @Override
                protected Class<?> findClass(String name) {
                    return defineClass(name, file, 0, file.length);
                }
            }.loadClass(type.getName());
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private Walk walk(Object root, WalkLimits limits) {
        Set<Integer> all = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(i);
        }
        return walk(root, limits, all);
    }

    private Walk walk(Object root, WalkLimits limits, Set<Integer> sought) {
        set("root", root);
        Walk walk = new Walk(StaticsTest.memory(), limits, sought, () -> false);
        walk.run(new Class<?>[] {ofApplication});
        set("root", null);
        return walk;
    }

    private void set(String field, Object value) {
        try {
            ofApplication.getField(field).set(null, value);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static int number(Walk walk, Object socket) {
        return walk.layouts.number(walk.layouts.get(socket, "fd"), "fd");
    }

    private static void assertNoneTwice(Walk walk) {
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < walk.visited.size(); i++) {
            objects.add(walk.visited.object(i));
        }
        assertThat(objects).hasSize(walk.visited.size());
    }
}
