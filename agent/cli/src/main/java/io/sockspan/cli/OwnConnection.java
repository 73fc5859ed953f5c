package io.sockspan.cli;

import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Attaches from this process, which has no more rights than the JVM, and asks through a mailbox. */
final class OwnConnection implements AgentConnection {
    private static final String PREFIX = "sockspan-session:";
    private static final long POLL_MILLIS = 20;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final Jvm target;
    private final Build build;
    private final boolean more;
    private final ExchangePlace place;
    private int next;

    /** @param more whether more than one question will be asked */
    OwnConnection(Jvm target, Build build, boolean more) {
        this.target = target;
        this.build = build;
        this.more = more;
        Attachment.requirePossible(target);
        this.place = ExchangePlace.of(target);
    }

    @Override
    public Answer ask(String command, String options) {
        int number = next++;
        Properties question = new Properties();
        question.setProperty("version", build.version);
        question.setProperty("command", command);
        question.setProperty("more", String.valueOf(more));
        try {
            if (number == 0) {
                first(question, options);
            } else {
                place.mailbox.ask(number, question);
                await(number);
            }
            return read(number);
        } catch (IOException e) {
            throw new Failure("JVM " + target + " and this command could not exchange files in "
                    + place.mailbox.directory() + ": " + Reasons.of(e));
        }
    }

    /** Trust the agent's answer instead: clients of one JDK do not understand how a JVM of another reports success. */
    private void first(Properties question, String options) throws IOException {
        String jar = VisibleJar.forJvm(build.jar.toPath(), target, place);
        question.setProperty("jar", jar);
        if (options != null) {
            question.setProperty("options", options);
        }
        place.mailbox.ask(0, question);
        Failure failure = null;
        try {
            Attachment.load(target, jar, PREFIX + place.pathInside);
        } catch (Failure e) {
            failure = e;
        }
        if (!place.mailbox.isAnswered(0)) {
            throw failure != null ? failure : Attachment.unanswered(target, jar, place.pathInside);
        }
    }

    private void await(int number) {
        long began = System.nanoTime();
        while (!place.mailbox.isAnswered(number)) {
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

    private Answer read(int number) throws IOException {
        Properties answer = place.mailbox.answer(number);
        String outcome = answer.getProperty("outcome", "");
        if (outcome.equals("other version")) {
            throw new Failure("JVM " + target + " has Sockspan " + answer.getProperty("version") + ", and this is "
                    + build.version + "; use the jar of that version, or restart the JVM");
        }
        if (!outcome.equals("done")) {
            throw new Failure(oneLine(answer.getProperty("problem", "the agent could not answer")));
        }
        return new Answer("true".equals(answer.getProperty("started")), place.mailbox.takeText(number));
    }

    private static String oneLine(String problem) {
        return problem.trim().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** The agent itself removes an answer that it is still writing. */
    @Override
    public void close() {
        place.mailbox.clear();
    }
}
