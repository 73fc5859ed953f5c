package io.sockspan.cli;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/** The whole terminal, redrawn repeatedly as by {@code top}. Closing it restores the terminal. For one thread. */
final class Screen implements Closeable {
    /** Switches to the alternate screen, hides the cursor, and cuts long lines. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";

    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Terminal terminal;
    private final PrintStream out;
    private final String before;
    /** Null if the terminal cannot be switched to single keys: a read would then wait for a whole line. */
    private final InputStream keys;

    private final Thread cleanup = new Thread(this::restore, "terminal");
    private boolean open = true;

    Screen(Terminal terminal, PrintStream out) throws IOException {
        this.terminal = terminal;
        this.out = out;
        this.before = terminal.stty("-g").trim();
        // For Ctrl-C.
        Runtime.getRuntime().addShutdownHook(cleanup);
        // A read returns after a tenth of a second with or without a key.
        terminal.stty("-icanon", "-echo", "min", "0", "time", "1");
        this.keys = before.isEmpty() ? null : new FileInputStream(terminal.device());
        out.print(ENTER);
    }

    /** Draws text above a line that stays at the bottom; that line counts what does not fit. */
    void draw(String text, String bottom) {
        int lines = terminal.size()[0];
        StringBuilder frame = new StringBuilder(HOME);
        String[] all = text.split("\n");
        int shown = lines <= 1 ? all.length : Math.min(all.length, lines - 1);
        for (int i = 0; i < shown; i++) {
            frame.append(all[i]).append(CLEAR_LINE).append("\r\n");
        }
        frame.append(all.length > shown ? (all.length - shown) + " more lines; " : "")
                .append(bottom)
                .append(CLEAR_LINE)
                .append(CLEAR_BELOW);
        out.print(frame);
        out.flush();
    }

    /** The hint that says how to leave. */
    String wayOut() {
        return keys == null ? "Ctrl-C quits" : "q quits";
    }

    /** Waits for that long; returns false if the person wants to leave. */
    boolean pause(long millis) throws IOException, InterruptedException {
        if (keys == null) {
            Thread.sleep(millis);
            return true;
        }
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            int key = keys.read();
            if (key == 'q' || key == 'Q') {
                return false;
            }
        }
        return true;
    }

    private synchronized void restore() {
        if (open) {
            open = false;
            out.print(LEAVE);
            out.flush();
            terminal.stty(before.isEmpty() ? "sane" : before);
        }
    }

    @Override
    public void close() throws IOException {
        restore();
        if (keys != null) {
            keys.close();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(cleanup);
        } catch (IllegalStateException ending) {
            // It has run.
        }
    }
}
