package io.sockspan.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private final AtomicInteger woken = new AtomicInteger();
    private final Requests requests = new Requests(woken::incrementAndGet);

    @Test
    void waitForTheAgentsThread() throws Exception {
        Future<String> first = requests.submit(() -> "first");
        Future<String> second = requests.submit(() -> "second");
        assertThat(first).isNotDone();
        assertThat(woken).hasValue(2);

        requests.runAll();

        assertThat(first.get()).isEqualTo("first");
        assertThat(second.get()).isEqualTo("second");
    }

    @Test
    void areDoneByThoseWhoWantThemOnceTheAgentHasEnded() throws Exception {
        Future<Thread> before = requests.submit(Thread::currentThread);
        Thread agent = new Thread(requests::close);
        agent.start();
        agent.join();

        Future<Thread> after = requests.submit(Thread::currentThread);

        assertThat(before.get()).isSameAs(agent);
        assertThat(after.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void areDoneOneAfterTheOther() throws Exception {
        requests.close();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 200; i++) {
                    requests.submit(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        return inside.decrementAndGet();
                    });
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most).hasValue(1);
    }

    @Test
    void failureGoesToTheOneWhoAsked() {
        Future<String> failing = requests.submit(() -> {
            throw new IllegalStateException("of the report");
        });
        Future<String> next = requests.submit(() -> "next");

        requests.runAll();

        assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("of the report");
        assertThat(next).isDone();
    }

    @Test
    void areRefusedWithTheReasonBeforeAndAfter() {
        Future<String> waiting = requests.submit(() -> "answer");

        requests.refuse("it is being detached", null);

        assertThatThrownBy(waiting::get).hasRootCauseMessage("it is being detached");
        assertThatThrownBy(requests.submit(() -> "answer")::get).hasRootCauseMessage("it is being detached");
        assertThatThrownBy(requests::requireAccepting).isInstanceOf(IllegalStateException.class);
    }
}
