package io.sockspan.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A file that a person has requested. A regular file is replaced as a whole: the text is written to a new file beside it, with a random
 * name and the mode of the old one, and the new file then takes its place, so that nobody finds half a page. Other files, such as {@code
 * /dev/null}, {@code /dev/stdout} or a pipe, are written to directly.
 */
public final class OutputFile {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRIES = 10;

    private OutputFile() {}

    /** Writes the text. */
    public interface Content {
        void write(Writer to) throws IOException;
    }

    /** @throws IOException if the file was not written; a regular file then still has its former content */
    public static void write(Path file, Content content) throws IOException {
        Path real = Files.isSymbolicLink(file) ? destination(file) : file;
        BasicFileAttributes there = attributes(real);
        if (there == null) {
            replace(real, null, content);
        } else if (there.isRegularFile() && !isOfTheSystem(real)) {
            replace(real, Files.getPosixFilePermissions(real), content);
        } else {
            write(Files.newOutputStream(real, StandardOpenOption.WRITE), content);
        }
    }

    /** Why the file was not written, in words. */
    public static String reason(Throwable e) {
        if (e instanceof NoSuchFileException) {
            return "its directory does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String why = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return why == null ? e.toString() : why;
    }

    /**
     * A link is followed as a shell would follow it, but not where another user has put it: in /tmp that would let anybody say which of
     * this user's files is overwritten (the kernel's fs.protected_symlinks refuses the same).
     */
    private static Path destination(Path link) throws IOException {
        if (isOfTheSystem(link)) {
            return link;
        }
        int owner = (int) Files.getAttribute(link, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (owner != 0 && owner != self(link)) {
            throw new FileSystemException(link.toString(), null, "it is a link that another user has made");
        }
        return link.toRealPath();
    }

    /** Such as /dev/stdout, which leads to whatever this process writes to. */
    private static boolean isOfTheSystem(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith("/dev") && !absolute.startsWith("/dev/shm") || absolute.startsWith("/proc");
    }

    /** Null if there is nothing yet. */
    private static BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** @param mode null for that of a new file */
    private static void replace(Path file, Set<PosixFilePermission> mode, Content content) throws IOException {
        Path beside = mode == null ? create(file) : create(file, PosixFilePermissions.asFileAttribute(writable(mode)));
        try {
            write(Files.newOutputStream(beside, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), content);
            if (mode != null && isSafe(beside.toAbsolutePath().getParent())) {
                // Restores what the umask removed, and the permission to write.
                Files.setPosixFilePermissions(beside, mode);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    private static Set<PosixFilePermission> writable(Set<PosixFilePermission> mode) {
        Set<PosixFilePermission> writable = EnumSet.of(PosixFilePermission.OWNER_WRITE);
        writable.addAll(mode);
        return writable;
    }

    /** Whether nobody else can replace a file in that directory with a link, whose target would get the mode. */
    private static boolean isSafe(Path directory) throws IOException {
        Map<String, Object> unix = Files.readAttributes(directory, "unix:uid,mode");
        int owner = (int) unix.get("uid");
        int mode = (int) unix.get("mode");
        return (owner == 0 || owner == self(directory)) && ((mode & 0022) == 0 || (mode & 01000) != 0);
    }

    private static int self(Path anywhere) throws IOException {
        return (int) Files.getAttribute(anywhere.getFileSystem().getPath("/proc/self"), "unix:uid");
    }

    private static Path create(Path file, FileAttribute<?>... mode) throws IOException {
        for (int i = 0; ; i++) {
            Path beside =
                    file.resolveSibling("." + file.getFileName() + "." + Long.toHexString(RANDOM.nextLong()) + ".part");
            try {
                return Files.createFile(beside, mode);
            } catch (FileAlreadyExistsException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Half a surrogate pair becomes a question mark, as in {@link String#getBytes}. */
    private static void write(OutputStream out, Content content) throws IOException {
        try (Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            content.write(writer);
        }
    }
}
