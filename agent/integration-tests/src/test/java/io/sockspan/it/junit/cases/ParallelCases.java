package io.sockspan.it.junit.cases;

import io.sockspan.junit.DetectSocketLeaks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that run at the same time; barriers see to it that they do. */
class ParallelCases {
    @DetectSocketLeaks(graceMillis = 200)
    @Execution(ExecutionMode.CONCURRENT)
    static class Known {
        private static final CyclicBarrier ALL_RUN = new CyclicBarrier(4);

        @Test
        @Says("left open by ParallelCases.Known.leaksOne()")
        void leaksOne() throws Exception {
            meet(ALL_RUN);
            Far.keep(Far.connect("keep"));
            meet(ALL_RUN);
        }

        @Test
        @Says("left open by ParallelCases.Known.leaksWhatAThreadAccepts()")
        void leaksWhatAThreadAccepts() throws Exception {
            meet(ALL_RUN);
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                Thread acceptor = new Thread(new Acceptor(server));
                acceptor.start();
                acceptor.join();
            }
            meet(ALL_RUN);
        }

        @Test
        void opensNothingMeanwhile() throws Exception {
            meet(ALL_RUN);
            meet(ALL_RUN);
        }

        @Test
        void closesMeanwhile() throws Exception {
            meet(ALL_RUN);
            Far.connect("keep").close();
            meet(ALL_RUN);
        }
    }

    /** One of them is not looked at, and what it leaves open is nobody's but its own. */
    static class Beside {
        private static final CyclicBarrier BOTH_RUN = new CyclicBarrier(2);

        @DetectSocketLeaks(graceMillis = 200)
        @Execution(ExecutionMode.CONCURRENT)
        static class LookedAt {
            @Test
            void opensNothingBesideIt() throws Exception {
                meet(BOTH_RUN);
                meet(BOTH_RUN);
            }
        }

        @Execution(ExecutionMode.CONCURRENT)
        static class NotLookedAt {
            @Test
            void leavesOneOpen() throws Exception {
                meet(BOTH_RUN);
                Far.keep(Far.connect("keep"));
                meet(BOTH_RUN);
            }
        }
    }

    /** Has no frame of a test on its stack. */
    private static final class Acceptor implements Runnable {
        private final ServerSocket server;

        Acceptor(ServerSocket server) {
            this.server = server;
        }

        @Override
        public void run() {
            try {
                Far.keep(server.accept());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @LeaksAtItsEnd
    @Says({
        "1 socket left open by ParallelCases.Unknown: opened while ParallelCases.Unknown.",
        " ran at the same time, and it cannot be known which of them opened it"
    })
    @DetectSocketLeaks(graceMillis = 200)
    @Execution(ExecutionMode.CONCURRENT)
    static class Unknown {
        private static final CyclicBarrier BOTH_RUN = new CyclicBarrier(2);
        private static final ExecutorService OLDER = older();

        @Test
        void mayHaveDoneIt() throws Exception {
            meet(BOTH_RUN);
            OLDER.submit(new Opener()).get();
            meet(BOTH_RUN);
        }

        @Test
        void hasNotDoneIt() throws Exception {
            meet(BOTH_RUN);
            meet(BOTH_RUN);
        }
    }

    private static final class Opener implements java.util.concurrent.Callable<Object> {
        @Override
        public Object call() throws IOException {
            return Far.keep(Far.connect("keep"));
        }
    }

    private static ExecutorService older() {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "older");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void meet(CyclicBarrier barrier)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        barrier.await(2, TimeUnit.MINUTES);
    }
}
