package io.sockspan.control;

import io.sockspan.report.SocketRecords;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The commands that can be given to a running agent. For all threads; each waits until the agent's thread has carried it out. */
final class Commands {
    private static final long PATIENCE_SECONDS = 10;
    private static final String AFTER = "after ";
    private static final String LEFT_OPEN = "left open ";

    private final AgentThread agent;
    private final Removal removal;

    Commands(AgentThread agent, Removal removal) {
        this.agent = agent;
        this.removal = removal;
    }

    /**
     * {@code report text} or {@code report json}: all that is known, with the kernel asked anew. {@code detach}: takes the agent
     * out of the JVM, and answers what could not be undone; it must be the last command. For tests: {@code last} answers at once, on
     * the calling thread, the id of the socket that was seen last; {@code after ID} what was seen since then, see
     * {@link SocketRecords}; {@code left open ID,ID...} tells these sockets to a person who has left them open.
     *
     * @throws IllegalArgumentException if there is no such command
     * @throws IllegalStateException if the agent has ended, or does not answer within 10 s
     */
    String run(String command) {
        switch (command) {
            case "report text":
                return await(Reports::text);
            case "report json":
                return await(Reports::json);
            case "last":
                return agent.lastSeen();
            case "detach":
                return removal.run();
            default:
                return runOnSockets(command);
        }
    }

    private String runOnSockets(String command) {
        try {
            if (command.startsWith(AFTER)) {
                long id = Long.parseLong(command.substring(AFTER.length()));
                return await(agent.submitQuick(id, reports -> reports.after(id)));
            }
            if (command.startsWith(LEFT_OPEN)) {
                Set<Long> ids = Stream.of(command.substring(LEFT_OPEN.length()).split(","))
                        .map(Long::valueOf)
                        .collect(Collectors.toSet());
                return await(reports -> reports.leftOpen(ids));
            }
        } catch (NumberFormatException noNumber) {
            // Not one of these commands.
        }
        throw new IllegalArgumentException("unknown command \"" + command + "\"");
    }

    private String await(Function<Reports, String> report) {
        return await(agent.submit(report));
    }

    private static String await(Future<String> answer) {
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
