package io.sockspan.runtime;

import io.sockspan.leak.KeepAliveCache;
import io.sockspan.protocol.Question;
import io.sockspan.report.SocketRecords;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The commands that can be given to a running agent. For all threads; each waits until the agent's thread has carried it out. */
final class Commands {
    private static final long PATIENCE_SECONDS = 10;

    private final AgentThread agent;
    private final Removal removal;
    private final Console console;
    private final KeepAliveCache keepAlive;

    Commands(AgentThread agent, Removal removal, Console console, KeepAliveCache keepAlive) {
        this.agent = agent;
        this.removal = removal;
        this.console = console;
        this.keepAlive = keepAlive;
    }

    /**
     * {@code report text}, {@code report json} or {@code report html}: all that is known, with the kernel asked anew. {@code sockets},
     * {@code socket}, {@code leaks}, {@code events}: parts of it, as {@link Answers} tells. {@code changes}: those of states since the
     * number {@code from}, as {@link RecentTransitions#since} tells. {@code detach}: takes the agent out of the JVM, and answers what could not
     * be undone; it must be the last command. For tests: {@code last} answers at once, on the calling thread, the id of the socket
     * that was seen last; {@code after} with an {@code id} what was opened since then, see {@link SocketRecords}, and with
     * {@code table=true} what only the kernel's table knows; {@code left open} with {@code ids} tells these sockets to a person who has left them open; {@code mute} keeps
     * suspects off stderr, because the tests report them; {@code idle} answers, on the calling thread, the local ports of
     * the connections that lie in the keep-alive cache of {@code HttpURLConnection}, divided by commas.
     *
     * @throws IllegalArgumentException if there is no such command, or it has no such answer
     * @throws IllegalStateException if the agent has ended, or does not answer within 10 s
     */
    String run(String command) {
        Question question = Question.parse(command);
        switch (question.name()) {
            case "report text":
                return await(Reports::text);
            case "report json":
                return await(Reports::json);
            case "report html":
                return Answers.html(await(Reports::view));
            case "sockets":
                return Answers.sockets(await(Reports::view), question);
            case "socket":
                return Answers.socket(await(Reports::view), question);
            case "leaks":
                return Answers.leaks(await(Reports::view), question);
            case "events":
                return Answers.events(await(Reports::view), question);
            case "changes":
                return await(reports -> reports.changes(question.number("from", -1), Answers.width(question)));
            case "last":
                return agent.lastSeen();
            case "after":
                long id = question.number("id", 0);
                return await(agent.submitAfter(id, question.isTrue("table"), reports -> reports.after(id)));
            case "left open":
                return await(reports -> reports.leftOpen(question.numbers("ids")));
            case "mute":
                console.muteSuspects();
                return "";
            case "idle":
                return keepAlive.localPorts();
            case "detach":
                return removal.run();
            default:
                throw new IllegalArgumentException("unknown command \"" + question.name() + "\"");
        }
    }

    /** What is known now, with the kernel asked anew. */
    View view() {
        return await(Reports::view);
    }

    private <T> T await(Function<Reports, T> report) {
        return await(agent.submit(report));
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the agent's answer");
        } catch (TimeoutException e) {
            throw new IllegalStateException("the agent did not answer within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the agent could not answer: " + e.getCause(), e.getCause());
        }
    }
}
