package io.sockspan.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndedSocketsTest {
    @Test
    void forgetsAllAndGoesOn() {
        EndedSockets ended = new EndedSockets(2);
        for (int id = 1; id <= 3; id++) {
            ended.add(TestSocket.client(id, 0).connection);
        }

        ended.forgetAll();

        assertThat(ended).isEmpty();
        assertThat(ended.lastForgotten()).isEqualTo(3);
        TrackedSocket next = TestSocket.client(4, 0).connection;
        ended.add(next);
        assertThat(ended).containsExactly(next);
    }
}
