package io.sockspan.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void letsARushPassAndThenSoManyASecond() {
        RateLimit allowance = new RateLimit(10, 30);
        long now = Long.MAX_VALUE - SECOND;

        assertThat(taken(allowance, now, 100)).isEqualTo(30);
        assertThat(taken(allowance, now + SECOND / 2, 100)).isEqualTo(5);
        assertThat(taken(allowance, now + 2 * SECOND, 100))
                .as("the clock has overflowed")
                .isEqualTo(15);
        assertThat(taken(allowance, now + 100 * SECOND, 100)).isEqualTo(30);
    }

    @Test
    void losesNothingToRounding() {
        RateLimit allowance = new RateLimit(10, 1);
        int passed = 0;
        for (long now = 0; now < 10 * SECOND; now += SECOND / 1000) {
            passed += taken(allowance, now, 1);
        }

        assertThat(passed).isEqualTo(100);
    }

    private static int taken(RateLimit allowance, long now, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += allowance.tryTake(now) ? 1 : 0;
        }
        return taken;
    }
}
