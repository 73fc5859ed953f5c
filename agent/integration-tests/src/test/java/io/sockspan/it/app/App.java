package io.sockspan.it.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * How a forked application and its test talk.
 *
 * <p>The application says what it did in lines that begin with {@value #PREFIX}, so that anything else on stdout is somebody
 * else's. Then it takes commands, a line each: {@code report} prints the agent's report, others are the application's own, and the
 * end of the input ends it, with a last report.
 */
public final class App {
    public static final String PREFIX = "app: ";
    public static final String REPORT = "@@REPORT ";

    private final Map<String, Callable<?>> commands = new LinkedHashMap<>();

    public App() {
        on("report", () -> {
            System.out.println(REPORT + Reports.ask());
            return null;
        });
    }

    public static synchronized void say(String line) {
        System.out.println(PREFIX + line);
    }

    /** What to do at a command; what it returns, unless null, is said. */
    public App on(String command, Callable<?> action) {
        commands.put(command, action);
        return this;
    }

    /** Says {@code done}, then obeys until the input ends. */
    public void serve() throws Exception {
        say("done");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(line);
        }
        obey("report");
    }

    private void obey(String command) throws Exception {
        Callable<?> action = commands.get(command);
        if (action == null) {
            throw new IOException("no such command: " + command);
        }
        Object answer = action.call();
        if (answer != null) {
            say(answer.toString());
        }
    }
}
