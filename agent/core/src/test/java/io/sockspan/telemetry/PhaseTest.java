package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockspan.tcp.Evidence;
import io.sockspan.tcp.Role;
import io.sockspan.tcp.TcpState;
import io.sockspan.tcp.Transition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTest {
    private static final int LONGEST = 4;

    /** All of them, also those that TCP does not know. */
    @Test
    void countsWhatItWouldGive() {
        for (Role role : Role.values()) {
            for (TcpState first : TcpState.values()) {
                check(new ArrayList<>(), first, role);
            }
        }
    }

    private static void check(List<Transition> life, TcpState now, Role role) {
        assertThat(Phase.count(life, now, role))
                .as("%s %s, now %s", role, life, now)
                .isEqualTo(Phase.of(life, now, role, 0).size());
        if (life.size() < LONGEST) {
            for (TcpState next : TcpState.values()) {
                if (next != now) {
                    life.add(new Transition(now, next, life.size(), life.size(), Evidence.CALL));
                    check(life, next, role);
                    life.remove(life.size() - 1);
                }
            }
        }
    }
}
