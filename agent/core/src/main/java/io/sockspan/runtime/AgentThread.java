package io.sockspan.runtime;

import io.sockspan.bootstrap.Recording;
import io.sockspan.command.Reports;
import io.sockspan.command.Requests;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The agent's own thread. Everything but the hooks runs here: one {@link AgentLoop#step} after the other, and finally the {@link Shutdown}.
 * An error that a step does not survive turns the agent off: from then on hooks do nothing, and every request is refused.
 */
final class AgentThread extends Thread {
    private final Requests requests = new Requests(() -> LockSupport.unpark(this));
    private final CountDownLatch reported = new CountDownLatch(1);
    private final CountDownLatch judged = new CountDownLatch(1);
    private final Supplier<AgentLoop> assembly;
    private final Console console;
    private final Recording recording;
    private final HoldBack holdBack;
    private final Consumer<Boolean> presence;
    private volatile boolean ending;
    private volatile boolean detaching;
    private volatile AgentLoop loop;

    /**
     * @param holdBack says when to begin, if nobody asks for anything before
     * @param presence publishes whether the agent runs; called on this thread
     * @param assembly creates what runs here; called on this thread
     */
    AgentThread(
            ThreadGroup threads,
            Console console,
            Recording recording,
            HoldBack holdBack,
            Consumer<Boolean> presence,
            Supplier<AgentLoop> assembly) {
        super(threads, "sockspan");
        this.console = console;
        this.recording = recording;
        this.holdBack = holdBack;
        this.presence = presence;
        this.assembly = assembly;
        setDaemon(true);
        setContextClassLoader(AgentThread.class.getClassLoader());
    }

    /** Through this, other threads request work from this one. */
    Requests requests() {
        return requests;
    }

    /** For this thread, and for those that {@link Requests} lets take its place. */
    Reports reports() {
        return loop.reports();
    }

    /** Makes this thread report, export and end, because the JVM ends. */
    void end() {
        ending = true;
        LockSupport.unpark(this);
    }

    /** Makes this thread reach its last verdicts, export and end, while the JVM goes on. */
    void detach() {
        detaching = true;
        end();
    }

    /** Waits until the exit report is printed. Returns whether it was; true if there is none to print. */
    boolean awaitReported(long millis) {
        return await(reported, millis);
    }

    /** Waits until the last verdicts after {@link #detach} are reached; none is published after this has returned. */
    void awaitJudged(long millis) {
        await(judged, millis);
        AgentLoop late = loop;
        if (late != null) {
            late.verdicts().close();
        }
    }

    private static boolean await(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void run() {
        try {
            recording.setConsumer(this, false);
            console.info("started");
            while (!ending && !requests.isAnyWaiting() && !holdBack.isOver()) {
                LockSupport.parkNanos(this, StepPause.SHORT);
            }
            presence.accept(true);
            loop = assembly.get();
            while (!ending) {
                loop.step();
                if (!ending) {
                    pause(loop);
                }
            }
            if (detaching) {
                loop.shutdown().atDetach(judged::countDown);
                presence.accept(false);
            } else {
                loop.shutdown().atExit(reported::countDown);
            }
        } catch (Throwable t) {
            turnOff(t);
        } finally {
            requests.close();
            reported.countDown();
            judged.countDown();
        }
    }

    /** After a while without an event, the next one ends a longer pause. */
    private void pause(AgentLoop loop) {
        long pause = loop.pause();
        recording.setConsumer(this, pause > StepPause.SHORT);
        // An event that came before that has woken nobody.
        LockSupport.parkNanos(this, loop.isAnythingWaiting() ? StepPause.SHORT : pause);
        recording.setConsumer(this, false);
    }

    private void turnOff(Throwable cause) {
        recording.stop();
        if (!ending || detaching) {
            // A JVM that ends may have given the counter's memory back.
            presence.accept(false);
        }
        requests.refuse("it has met an error of its own and is off: " + cause, cause);
        if (!detaching) {
            console.problem(
                    "the agent met an error of its own and is off now; the application is not affected: " + cause);
        }
        AgentLoop broken = loop;
        // Its objects are of no use any more, and the JVM may need the memory.
        loop = null;
        if (broken != null) {
            broken.shutdown().abandon();
        }
    }
}
