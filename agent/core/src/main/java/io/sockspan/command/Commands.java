package io.sockspan.command;

import io.sockspan.bootstrap.Recording;
import io.sockspan.leak.HttpClientPools;
import io.sockspan.leak.KeepAliveCache;
import io.sockspan.owners.Findings;
import io.sockspan.owners.OwnerSearch;
import io.sockspan.protocol.ConnectionEnds;
import io.sockspan.protocol.Question;
import io.sockspan.report.SocketRecords;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** The commands of a running agent. For all threads; each call waits until the agent's thread has executed the command. */
public final class Commands {
    /**
     * For one answer of the agent's thread, which a busy machine delays. The command line waits some seconds longer, so that it can print
     * the reason.
     */
    private static final long PATIENCE_SECONDS = 15;

    private final Recording recording;
    private final Requests requests;
    private final Supplier<Reports> reports;
    private final Runnable muteSuspects;
    private final KeepAliveCache keepAlive;
    private final HttpClientPools httpClients;
    private final HolderAnswers holders;
    private final Supplier<String> detach;

    /**
     * @param reports called on the agent's thread
     * @param muteSuspects keeps suspects off stderr
     * @param search searches for the holders of sockets
     * @param detach removes the agent, and returns what could not be undone
     */
    public Commands(
            Recording recording,
            Requests requests,
            Supplier<Reports> reports,
            Runnable muteSuspects,
            KeepAliveCache keepAlive,
            HttpClientPools httpClients,
            OwnerSearch search,
            Supplier<String> detach) {
        this.recording = recording;
        this.requests = requests;
        this.reports = reports;
        this.muteSuspects = muteSuspects;
        this.keepAlive = keepAlive;
        this.httpClients = httpClients;
        this.holders = new HolderAnswers(search, this::view);
        this.detach = detach;
    }

    /**
     * {@code report text}, {@code report json} or {@code report html}: everything, after asking the kernel again. {@code sockets}, {@code
     * socket}, {@code leaks}, {@code events}: parts of it; see {@link Answers}. {@code owners}:
     * who holds sockets; see {@link HolderAnswers}. {@code changes}: the transitions since the number {@code
     * from}; see {@link RecentTransitions#since}. {@code detach}: removes the agent from the JVM, and answers what could not be undone; it
     * must be the last command.
     *
     * <p>For tests: {@code last} answers at once, on the calling thread, with the id of the socket that was opened last. {@code after} with
     * an {@code id}: the sockets opened since then, see {@link SocketRecords}; with {@code table=true} also what only the kernel's table
     * shows. {@code left open} with {@code ids}: a text for the person who left these sockets open; with {@code
     * extension=true} if the JUnit extension asks, whose annotation allows sockets. {@code mute}: prints no suspects on
     * stderr from now on, because the tests report them. {@code idle} answers at once, on the calling thread, with the ends of the
     * connections in the keep-alive cache of {@code HttpURLConnection}, as {@link ConnectionEnds#text} writes them; with {@code http=true}, of those that lie idle in
     * the pools of {@code java.net.http}, and behind a semicolon of those that are lent. {@code pooled}: the open client connections that known pools have opened.
     *
     * <p>The agent's thread reads the kernel and takes a snapshot; the calling thread renders it, so that a report of thousands of sockets
     * keeps the agent from nothing.
     *
     * @throws IllegalArgumentException if there is no such command, or no such answer to it
     * @throws IllegalStateException if the agent is off, does not answer within 15 s, or the memory does not suffice for the answer
     */
    public String run(String command) {
        Question question = Question.parse(command);
        try {
            // A security manager may deny the application's code, which stands on the stack, what the rendering needs.
            return AccessController.doPrivileged((PrivilegedAction<String>) () -> answer(question));
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException("the agent could not answer: " + e, e);
        }
    }

    private String answer(Question question) {
        switch (question.name()) {
            case "report text":
                return Answers.text(view());
            case "report json":
                return Answers.json(thoroughView());
            case "report html":
                return question.isTrue("owners") ? holders.html() : Answers.html(thoroughView());
            case "sockets":
                boolean details = question.isTrue("wide") || question.isTrue("json");
                return Answers.sockets(details ? thoroughView() : view(), question);
            case "socket":
                return Answers.socket(thoroughView(), question);
            case "leaks":
                return question.isTrue("owners") ? holders.leaks(question) : Answers.leaks(view(), question);
            case "events":
                return Answers.events(view(), question);
            case "owners":
                return holders.owners(question);
            case "changes":
                return ask(known -> known.changes(question.number("from", -1), Answers.width(question)));
            case "last":
                return lastSeen();
            case "after":
                return after(question);
            case "left open":
                return leftOpen(question.numbers("ids"), question.isTrue("extension"));
            case "mute":
                muteSuspects.run();
                return "";
            case "idle":
                return question.isTrue("http") ? httpClients.idleAndLent() : keepAlive.idle();
            case "pooled":
                return pooled();
            case "detach":
                return detach.get();
            default:
                throw new IllegalArgumentException("unknown command \"" + question.name() + "\"");
        }
    }

    /** A snapshot of everything, after asking the kernel again. */
    View view() {
        return ask(Reports::view);
    }

    /** As {@link #view}, with all that the kernel knows of each open connection. */
    private View thoroughView() {
        return ask(Reports::thoroughView);
    }

    /** Costs next to nothing, and does not wait for the agent's thread. */
    private String lastSeen() {
        requests.requireAccepting();
        return Long.toString(recording.lastId());
    }

    private String after(Question question) {
        long id = question.number("id", 0);
        boolean tableToo = question.isTrue("table");
        return await(requests.submit(() -> {
            Reports known = reports.get();
            known.refreshAfter(id, tableToo);
            return known.after(id);
        }));
    }

    private String pooled() {
        return await(requests.submit(() -> {
            Reports known = reports.get();
            // A new socket is followed from the first sweep on.
            known.refreshAfter(0, false);
            return known.pooled();
        }));
    }

    private String leftOpen(Set<Long> ids, boolean canBeAllowed) {
        Findings findings = holders.ofLeftOpen(ids);
        return ask(known -> known.leftOpen(ids, findings, canBeAllowed));
    }

    private <T> T ask(Function<Reports, T> question) {
        return await(requests.submit(() -> {
            Reports known = reports.get();
            known.refresh();
            return question.apply(known);
        }));
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the agent's answer");
        } catch (TimeoutException e) {
            // Nobody waits for it any more: the agent's thread skips it.
            answer.cancel(false);
            throw new IllegalStateException("the agent did not answer within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the agent could not answer: " + e.getCause(), e.getCause());
        }
    }
}
