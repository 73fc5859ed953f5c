package io.sockspan.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/** The output's width, and whether it shows colours. */
final class Terminal {
    /** The width if nothing reports one, such as in a pipe. */
    private static final int DEFAULT_WIDTH = 100;

    private static final int NARROWEST = 80;
    private static final int WIDEST = 400;

    private final Map<String, String> environment;
    /** The terminal's device; null if the output is no terminal. */
    private final File device;

    private Terminal(Map<String, String> environment, File device) {
        this.environment = environment;
        this.device = device;
    }

    /** The terminal of this process's standard output. */
    static Terminal ofThisProcess() {
        // Not System.console(): it is absent if only the input is redirected, and from 22 on always present.
        String out = Proc.link(Proc.self(), "fd/1");
        boolean isTerminal = out.startsWith("/dev/pts/") || out.startsWith("/dev/tty") || out.equals("/dev/console");
        return new Terminal(System.getenv(), isTerminal ? new File(out) : null);
    }

    boolean isTerminal() {
        return device != null;
    }

    /** Whether a screen can be drawn on it. */
    boolean isScreen() {
        return isTerminal() && !"dumb".equals(environment.get("TERM"));
    }

    /** Of a terminal. */
    File device() {
        return device;
    }

    /** See https://no-color.org. */
    boolean hasColours() {
        return isScreen() && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Columns, from 80 to 400. */
    int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        int width = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : 0;
        if (width <= 0 && isTerminal()) {
            width = size()[1];
        }
        return width <= 0 ? DEFAULT_WIDTH : Math.min(WIDEST, Math.max(NARROWEST, width));
    }

    /** Lines and columns of the terminal; zeros if it does not report them. */
    int[] size() {
        try (Scanner scanner = new Scanner(stty("size"))) {
            return new int[] {scanner.nextInt(), scanner.nextInt()};
        } catch (RuntimeException unknown) {
            return new int[2];
        }
    }

    /** The output of {@code stty} with these arguments; empty if it fails. */
    String stty(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "stty";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(device)
                    .redirectError(new File("/dev/null"))
                    .start();
            try (InputStream out = process.getInputStream();
                    Scanner scanner = new Scanner(out, StandardCharsets.US_ASCII.name()).useDelimiter("\\A")) {
                String said = scanner.hasNext() ? scanner.next() : "";
                process.waitFor(1, TimeUnit.SECONDS);
                return said;
            }
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }
}
