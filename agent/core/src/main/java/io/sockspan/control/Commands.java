package io.sockspan.control;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The commands that can be given to a running agent. For all threads; each waits until the agent's thread has carried it out. */
final class Commands {
    private static final long PATIENCE_SECONDS = 10;

    private final AgentThread agent;
    private final Removal removal;

    Commands(AgentThread agent, Removal removal) {
        this.agent = agent;
        this.removal = removal;
    }

    /**
     * {@code report text}, {@code report json} or {@code report html}: all that is known, with the kernel asked anew. {@code sockets},
     * {@code socket}, {@code leaks}: parts of it, as {@link Answers} tells. {@code detach}: takes the agent out of the JVM, and
     * answers what could not be undone; it must be the last command.
     *
     * @throws IllegalArgumentException if there is no such command, or it has no such answer
     * @throws IllegalStateException if the agent has ended, or does not answer within 10 s
     */
    String run(String command) {
        Query query = Query.parse(command);
        switch (query.name()) {
            case "report text":
                return await(Reports::text);
            case "report json":
                return await(Reports::json);
            case "report html":
                return Answers.html(await(Reports::view));
            case "sockets":
                return Answers.sockets(await(Reports::view), query);
            case "socket":
                return Answers.socket(await(Reports::view), query);
            case "leaks":
                return Answers.leaks(await(Reports::view), query);
            case "detach":
                return removal.run();
            default:
                throw new IllegalArgumentException("unknown command \"" + query.name() + "\"");
        }
    }

    private <T> T await(Function<Reports, T> report) {
        try {
            return agent.submit(report).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
