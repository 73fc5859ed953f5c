package io.sockspan.agent;

import io.sockspan.protocol.Mailbox;
import io.sockspan.protocol.Threads;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * One run of the command line, from the side of the JVM that it asks. The JVM's own attach thread answers the first question while it loads
 * the agent. A daemon thread answers further questions, from a command line that watches; it polls for them until the command line ends or
 * is silent for a while. So the JVM loads the agent only once for each run of the command line, however many questions there are.
 */
final class Session implements Runnable {
    /** The prefix of an agent argument that names a session's directory instead of a list of options. */
    static final String PREFIX = "sockspan-session:";

    private static final long PAUSE_MILLIS = 100;
    /** A running command line asks every second or two. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);

    private final Mailbox mailbox;
    private final Instrumentation instrumentation;

    private Session(Mailbox mailbox, Instrumentation instrumentation) {
        this.mailbox = mailbox;
        this.instrumentation = instrumentation;
    }

    /**
     * Answers the first question.
     *
     * @param argument begins with {@link #PREFIX}
     * @throws IOException if the answer cannot be written, such as on a full disk; the command line then reports that
     */
    static void serve(String argument, Instrumentation instrumentation) throws IOException {
        Session session =
                new Session(Mailbox.at(new File(argument.substring(PREFIX.length())).toPath()), instrumentation);
        if (session.answer(0)) {
            Thread thread = new Thread(Threads.rootGroup(), session, "sockspan-session");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    @Override
    public void run() {
        try {
            long heard = System.nanoTime();
            for (int next = 1; mailbox.exists() && System.nanoTime() - heard < PATIENCE; ) {
                if (mailbox.isAsked(next)) {
                    if (!answer(next)) {
                        return;
                    }
                    next++;
                    heard = System.nanoTime();
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            mailbox.clear();
        } catch (IOException | InterruptedException over) {
            // Nobody is there to report it to; the command line gets no answer and says so.
        }
    }

    /** Gives whether more questions are to come. */
    private boolean answer(int number) throws IOException {
        Properties question = mailbox.question(number);
        Properties answer = new Properties();
        answer.setProperty("version", Sockspan.version());
        String text = "";
        if (!Sockspan.version().equals(question.getProperty("version"))) {
            answer.setProperty("outcome", "other version");
        } else {
            text = carryOut(question, answer);
        }
        mailbox.answer(number, answer, text);
        return "done".equals(answer.getProperty("outcome")) && "true".equals(question.getProperty("more"));
    }

    private String carryOut(Properties question, Properties answer) {
        try {
            String options = question.getProperty("options");
            if (options != null) {
                answer.setProperty(
                        "started",
                        String.valueOf(
                                Sockspan.startUnlessRunning(options, instrumentation, question.getProperty("jar"))));
            }
            String command = question.getProperty("command");
            String text = carryOut(question.getProperty("command"));
            answer.setProperty("outcome", "done");
            return text;
        } catch (Throwable t) {
            answer.setProperty("outcome", "failed");
            answer.setProperty("problem", t.getMessage() == null ? t.toString() : t.getMessage());
            return "";
        }
    }

    private static String carryOut(String command) {
        if (command.equals("detach")) {
            if (!Sockspan.isRunning()) {
                throw new IllegalStateException("the agent does not run in this JVM");
            }
            return Sockspan.detach();
        }
        return command.isEmpty() ? "" : Sockspan.command(command);
    }
}
