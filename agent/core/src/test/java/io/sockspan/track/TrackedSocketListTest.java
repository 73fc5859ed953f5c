package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockspan.bootstrap.TestRecords;
import org.junit.jupiter.api.Test;

class TrackedSocketListTest {
    private final TrackedSocketList list = new TrackedSocketList();
    private final TrackedSocket a = new TrackedSocket(TestRecords.record(1, 1, 0), TestContext.unobserved());
    private final TrackedSocket b = new TrackedSocket(TestRecords.record(2, 2, 0), TestContext.unobserved());
    private final TrackedSocket c = new TrackedSocket(TestRecords.record(3, 3, 0), TestContext.unobserved());

    @Test
    void keepsTheOrder() {
        fill();

        assertThat(list).containsExactly(a, b, c).hasSize(3);
    }

    @Test
    void letsAnyOneGo() {
        fill();

        assertThat(list.takeOut(b)).isTrue();
        assertThat(list).containsExactly(a, c);
        assertThat(list.takeOut(c)).isTrue();
        assertThat(list).containsExactly(a);
        list.append(b);
        assertThat(list).containsExactly(a, b);
        assertThat(list.takeOut(a)).isTrue();
        assertThat(list.takeOut(b)).isTrue();
        assertThat(list).isEmpty();
        list.append(c);
        assertThat(list).containsExactly(c);
    }

    @Test
    void oneThatIsGoneCanBeTakenOutWhileItIsVisited() {
        fill();
        for (TrackedSocket connection : list) {
            list.takeOut(connection);
        }

        assertThat(list).isEmpty();
    }

    @Test
    void takesNoneTwice() {
        fill();

        assertThatIllegalArgumentException().isThrownBy(() -> list.append(b));
        assertThat(list.takeOut(b)).isTrue();
        assertThat(list.takeOut(b)).isFalse();
        assertThat(list).containsExactly(a, c);
    }

    private void fill() {
        list.append(a);
        list.append(b);
        list.append(c);
    }
}
