package io.sockspan.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeliveryTest {
    private static final Reply YES = Reply.PLAIN;
    private static final Reply LATER = Reply.notNow(OptionalLong.empty());
    private static final Reply NEVER = Reply.refused(null);

    private final List<String> lines = new ArrayList<>();
    private final List<Double> waits = new ArrayList<>();
    private final Queue<Reply> replies = new ArrayDeque<>();
    private long now;
    private int attempts;
    private Reply last;

    private final Pauses pauses = new Pauses() {
        @Override
        synchronized boolean pause(long nanos, long before) {
            waits.add(nanos / 1e9);
            now += nanos;
            return !isEnded() && interruptions() == before;
        }
    };
    private final OtlpBackend backend = new OtlpBackend() {
        @Override
        public Reply lastReply() {
            return last;
        }

        @Override
        public void forgetReply() {
            last = Reply.PLAIN;
        }
    };
    private final BackendWatch.Signal watch =
            new BackendWatch(lines::add, () -> now).signal("traces", "spans", "http://collector:4318");
    private Delivery delivery = new Delivery(backend, watch, pauses, () -> now);

    @Test
    void repeatsATransientFailureWithGrowingPausesAndReportsItAtOnce() {
        replies.addAll(Arrays.asList(LATER, LATER, LATER, LATER, LATER, LATER, YES));

        assertThat(deliver()).isSameAs(YES);

        double[] expected = {1, 1.5, 2.25, 3.375, 5, 5};
        assertThat(waits).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(waits.get(i)).isBetween(0.8 * expected[i], 1.2 * expected[i]);
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("cannot send telemetry to http://collector:4318");
        assertThat(lines.get(1)).isEqualTo("http://collector:4318 takes telemetry again");
    }

    @Test
    void doesNotRepeatWhatIsRefusedForGood() {
        replies.add(NEVER);

        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(1);
        assertThat(waits).isEmpty();
    }

    @Test
    void doesNotRepeatAtAllWhereRetriesAreTurnedOff() {
        delivery = new Delivery(backend, watch, null, () -> now);
        replies.add(LATER);

        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(1);
    }

    @Test
    void waitsAsLongAsTheBackendAsks() {
        replies.addAll(Arrays.asList(Reply.notNow(seconds(20)), YES));

        assertThat(deliver()).isSameAs(YES);
        assertThat(waits).singleElement().satisfies(wait -> assertThat(wait).isBetween(20.0, 20.4));
    }

    @Test
    void attemptsEachExportOnceAfterAMinuteUntilTheBackendAcceptsAgain() {
        replies.addAll(Collections.nCopies(100, LATER));
        assertThat(deliver()).isNull();
        assertThat(now).isBetween(seconds(54).getAsLong(), seconds(60).getAsLong());
        now += seconds(10).getAsLong();
        attempts = 0;

        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(1);

        replies.clear();
        replies.addAll(Arrays.asList(YES, LATER, LATER, YES));
        assertThat(deliver()).isSameAs(YES);
        attempts = 0;
        assertThat(deliver()).isSameAs(YES);
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void leavesTheBackendAloneForALongTimeIfItAsksForThatButTriesAgainAtTheEnd() {
        replies.add(Reply.notNow(seconds(120)));
        assertThat(deliver()).isNull();
        now += seconds(100).getAsLong();
        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(1);
        assertThat(waits).isEmpty();

        replies.add(Reply.notNow(seconds(1_000_000)));
        now += seconds(30).getAsLong();
        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(2);
        now += Delivery.LONGEST_WAIT;
        replies.add(Reply.notNow(seconds(1_000_000)));
        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(3);

        pauses.end();
        replies.add(YES);
        assertThat(deliver()).isSameAs(YES);
    }

    @Test
    void doesNotRepeatWithoutAPauseWhereTheBackendAsksForAnEndlessOne() {
        replies.addAll(Arrays.asList(
                Reply.notNow(OptionalLong.of(Long.MAX_VALUE)),
                Reply.notNow(OptionalLong.of(Long.MAX_VALUE)),
                Reply.notNow(OptionalLong.of(Long.MIN_VALUE)),
                YES));

        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(1);
        now += Delivery.LONGEST_WAIT;
        assertThat(deliver()).isNull();
        assertThat(attempts).isEqualTo(2);
        assertThat(waits).isEmpty();
        assertThat(Reply.notNow(OptionalLong.of(Long.MIN_VALUE)).askedWait).hasValue(0);
    }

    @Test
    void givesUpAnExportWhoseAttemptWasInterrupted() {
        replies.addAll(Arrays.asList(LATER, YES, LATER, YES));

        Reply interrupted = delivery.deliver(() -> {
            pauses.interrupt();
            return attempt();
        });

        assertThat(interrupted).isNull();
        assertThat(attempts).isEqualTo(1);
        assertThat(deliver()).isSameAs(YES);
        assertThat(deliver()).isSameAs(YES);
    }

    @Test
    void doesNotTakeAnEarlierReplyForThatToAnExportThatWasNeverSent() {
        replies.addAll(Collections.nCopies(100, LATER));
        assertThat(deliver()).isNull();
        waits.clear();

        Reply reply = delivery.deliver(() -> {
            throw new IllegalStateException("for the test");
        });

        assertThat(reply).isNull();
        assertThat(failuresAfterwards())
                .as("the outage is over, and the next one has its minute")
                .isGreaterThan(1);
    }

    private int failuresAfterwards() {
        attempts = 0;
        deliver();
        return attempts;
    }

    @Test
    void survivesAnExporterThatThrows() {
        last = YES;
        Reply reply = delivery.deliver(() -> {
            throw new OutOfMemoryError("for the test");
        });

        assertThat(reply).isNull();
    }

    @Test
    void endsAPauseThatIsInProgress() throws InterruptedException {
        Pauses real = new Pauses();
        List<Boolean> goOn = new ArrayList<>();
        Thread waiter = new Thread(() -> {
            goOn.add(real.pause(TimeUnit.DAYS.toNanos(1), 0));
            goOn.add(real.pause(TimeUnit.DAYS.toNanos(1), 1));
        });
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.yield();
        }
        real.interrupt();
        real.end();
        waiter.join();

        assertThat(goOn).containsExactly(false, false);
        assertThat(new Pauses().pause(1, 0)).isTrue();
    }

    @Test
    @Timeout(30)
    void doesNotPauseAfterAnInterruptionOfTheAttempt() {
        Pauses real = new Pauses();
        long before = real.interruptions();
        real.interrupt();

        assertThat(real.pause(TimeUnit.DAYS.toNanos(1), before)).isFalse();
        assertThat(real.pause(1, real.interruptions())).isTrue();
    }

    private Reply deliver() {
        return delivery.deliver(this::attempt);
    }

    private CompletableResultCode attempt() {
        attempts++;
        last = replies.remove();
        return last == YES ? CompletableResultCode.ofSuccess() : CompletableResultCode.ofFailure();
    }

    private static OptionalLong seconds(long seconds) {
        return OptionalLong.of(TimeUnit.SECONDS.toNanos(seconds));
    }
}
