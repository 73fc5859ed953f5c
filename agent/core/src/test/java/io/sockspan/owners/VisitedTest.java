package io.sockspan.owners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A set by identity that grows. */
class VisitedTest {
    /** Equal to all others, and angry if somebody asks. */
    private static final class Same {
        @Override
        public boolean equals(Object other) {
            throw new AssertionError("equals was called");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashCode was called");
        }
    }

    @Test
    void knowsEveryObjectAgainByItsIdentity() {
        Visited visited = new Visited();
        List<Object> objects = new ArrayList<>();
        Place place = new Place();
        for (int i = 0; i < 100_000; i++) {
            Object object = new Same();
            objects.add(object);
            if (visited.isFull()) {
                visited.makeRoom();
            }
            assertThat(visited.add(object, i - 1, place)).isTrue();
        }
        visited.makeRoom();
        assertThat(visited.size()).isEqualTo(100_000);
        for (int i = 0; i < objects.size(); i++) {
            assertThat(visited.add(objects.get(i), -1, place)).isFalse();
            assertThat(visited.object(i) == objects.get(i)).isTrue();
            assertThat(visited.parent(i)).isEqualTo(i - 1);
        }
        assertThat(visited.size()).isEqualTo(100_000);
        assertThat(visited.add(new Same(), -1, place)).isTrue();
    }
}
