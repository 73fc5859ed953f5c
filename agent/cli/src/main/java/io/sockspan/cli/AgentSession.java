package io.sockspan.cli;

import java.io.Closeable;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** One run of this command with the agent in one JVM: a question or several, each with an answer. For one thread. */
final class AgentSession implements Closeable {
    private static final String PREFIX = "sockspan-session:";
    private static final long POLL_MILLIS = 20;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private static final long SIGN_OF_LIFE = TimeUnit.SECONDS.toNanos(2);

    private final Jvm target;
    private final Build build;
    private final Mailbox mailbox;
    private final Thread cleanup;
    private final boolean more;
    private int next;
    private boolean started;

    private AgentSession(Jvm target, Build build, boolean more) {
        this.target = target;
        this.build = build;
        this.more = more;
        if (target.obstacle != null) {
            throw new Failure("cannot attach to JVM " + target + ": " + target.obstacle);
        }
        this.mailbox = Mailbox.open(target);
        this.cleanup = new Thread(mailbox::close, "cleanup");
        // For Ctrl-C.
        Runtime.getRuntime().addShutdownHook(cleanup);
    }

    /**
     * @param more whether more than one question will be asked
     * @throws Failure if it cannot be attached to that JVM
     */
    static AgentSession open(Jvm target, Build build, boolean more) {
        return new AgentSession(target, build, more);
    }

    /**
     * Asks the agent. The first time it is started before if it does not run yet; see {@link #isStarted()}.
     *
     * @param options of the agent if it is to be started; null if it is not
     * @return its answer's text
     * @throws Failure with the reason if there is no answer
     */
    String ask(String command, String options) {
        Properties question = new Properties();
        question.setProperty("version", build.version);
        question.setProperty("command", command);
        question.setProperty("more", String.valueOf(more));
        if (options != null && next == 0) {
            question.setProperty("options", options);
        }
        int number = next++;
        mailbox.ask(number, question);
        if (number == 0) {
            load();
        } else {
            await(number);
        }
        return text(number);
    }

    /** Waits without losing the agent, which takes long silence for the end. */
    void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, SIGN_OF_LIFE));
            if (end - System.nanoTime() > 0) {
                ask("", null);
            }
        }
    }

    /** Whether it was this session that started the agent. */
    boolean isStarted() {
        return started;
    }

    /** What is told by the agent's answer counts: clients of one JDK do not understand how a JVM of another says that it worked. */
    private void load() {
        Failure failure = null;
        try (VisibleJar jar = VisibleJar.of(build.jar.toPath(), target)) {
            Attachment.load(target, jar.pathInside, PREFIX + mailbox.pathInside);
        } catch (Failure e) {
            failure = e;
        }
        if (!mailbox.isAnswered(0)) {
            throw failure != null
                    ? failure
                    : new Failure("the agent was loaded into JVM " + target + ", but could not answer: its "
                            + mailbox.pathInside + " may be full, or the JVM may have another version of Sockspan");
        }
    }

    private void await(int number) {
        long began = System.nanoTime();
        while (!mailbox.isAnswered(number)) {
            if (!Proc.exists(target.pid)) {
                throw new Failure("JVM " + target + " has ended");
            }
            if (System.nanoTime() - began > PATIENCE) {
                throw new Failure("the agent in JVM " + target + " does not answer any more");
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure("interrupted");
            }
        }
    }

    private String text(int number) {
        Properties answer = mailbox.answer(number);
        String outcome = answer.getProperty("outcome", "");
        if (outcome.equals("other version")) {
            throw new Failure("JVM " + target + " has Sockspan " + answer.getProperty("version") + ", and this is "
                    + build.version + "; use the jar of that version, or restart the JVM");
        }
        if (!outcome.equals("done")) {
            throw new Failure(oneLine(answer.getProperty("problem", "the agent could not answer")));
        }
        started |= "true".equals(answer.getProperty("started"));
        return mailbox.takeText(number);
    }

    private static String oneLine(String problem) {
        return problem.trim().replaceAll("\\s*\\R\\s*", "; ");
    }

    @Override
    public void close() {
        mailbox.close();
        try {
            Runtime.getRuntime().removeShutdownHook(cleanup);
        } catch (IllegalStateException ending) {
            // It runs then.
        }
    }
}
