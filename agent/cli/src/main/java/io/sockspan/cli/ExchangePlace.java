package io.sockspan.cli;

import io.sockspan.protocol.Mailbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A directory for temporary files in which both a JVM and this command can create some. Immutable. */
final class ExchangePlace {
    /** The candidates, most likely first, as the JVM sees them. */
    private static final String[] PLACES = {"/tmp", "/var/tmp", "/dev/shm"};

    private static final int WRITABLE_FOR_OTHERS = 0022;
    private static final int STICKY = 01000;

    final Mailbox mailbox;
    /** The mailbox's directory as the JVM sees it. */
    final String pathInside;

    private ExchangePlace(Mailbox mailbox, String place) {
        this.mailbox = mailbox;
        this.pathInside = place + "/" + mailbox.directory().getFileName();
    }

    /** @throws Failure if there is no such directory */
    static ExchangePlace of(Jvm target) {
        List<String> problems = new ArrayList<>();
        for (String place : PLACES) {
            try {
                Path inside = target.root().resolve(place.substring(1));
                requireTrusted(inside);
                return new ExchangePlace(Mailbox.createIn(here(inside, Paths.get(place))), place);
            } catch (IOException e) {
                problems.add(place + ": " + Reasons.of(e));
            }
        }
        throw new Failure("found no directory in which JVM " + target + " and this command can exchange files ("
                + String.join("; ", problems) + ")");
    }

    /** A directory that is the same here gets its own name: when the JVM ends, its /proc/PID/root goes, and the directory would stay. */
    private static Path here(Path inside, Path place) throws IOException {
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(inside, place) ? place : inside;
    }

    /**
     * Refuses a directory in which another user could replace the new one, as mkdtemp(3) expects of its caller.
     *
     * @throws IOException with the reason
     */
    static void requireTrusted(Path directory) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            throw new IOException("is a link");
        }
        if (!attributes.isDirectory()) {
            throw new IOException("is no directory");
        }
        Map<String, Object> unix = Files.readAttributes(directory, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        int owner = (int) unix.get("uid");
        if (owner != 0 && owner != Proc.uid(Proc.of(Proc.self()))) {
            throw new IOException("belongs neither to root nor to this user");
        }
        int mode = (int) unix.get("mode");
        if ((mode & WRITABLE_FOR_OTHERS) != 0 && (mode & STICKY) == 0) {
            throw new IOException("has no sticky bit");
        }
    }
}
