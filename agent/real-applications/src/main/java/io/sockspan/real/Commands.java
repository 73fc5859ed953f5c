package io.sockspan.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Takes the commands of the test that has started this JVM. There is one: to print the agent's report. The end of the input ends it. */
public final class Commands {
    private Commands() {}

    public static void obey() throws IOException, ReflectiveOperationException {
        System.out.println("app: done");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            report();
        }
        report();
    }

    private static void report() throws ReflectiveOperationException {
        Class<?> agent = Class.forName("io.sockspan.agent.Sockspan");
        String json = (String) agent.getMethod("report", String.class).invoke(null, "json");
        System.out.println("@@REPORT " + json.replace('\n', ' '));
    }
}
