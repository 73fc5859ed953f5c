package io.sockspan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    @Test
    void letsARatePassAndNotMoreAfterALongPause() {
        TokenBucket bucket = new TokenBucket(10, 0);
        assertThat(taken(bucket, 0)).isEqualTo(10);
        assertThat(taken(bucket, TimeUnit.MILLISECONDS.toNanos(99))).isZero();
        assertThat(taken(bucket, TimeUnit.MILLISECONDS.toNanos(200))).isEqualTo(2);
        assertThat(taken(bucket, TimeUnit.HOURS.toNanos(1))).isEqualTo(10);
    }

    @Test
    void letsNothingPassAtZero() {
        assertThat(taken(new TokenBucket(0, 0), TimeUnit.HOURS.toNanos(1))).isZero();
    }

    @Test
    void standsAnOverflowOfTheClock() {
        TokenBucket bucket = new TokenBucket(10, Long.MAX_VALUE - 5);
        taken(bucket, Long.MAX_VALUE - 5);
        assertThat(taken(bucket, Long.MIN_VALUE + TimeUnit.SECONDS.toNanos(1))).isEqualTo(10);
    }

    private static int taken(TokenBucket bucket, long now) {
        int taken = 0;
        while (bucket.tryTake(now)) {
            taken++;
        }
        return taken;
    }
}
