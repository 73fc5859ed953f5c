package io.sockspan.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads files that somebody else may have put there: only regular files, no links, pipes or devices, and no more bytes than expected. */
public final class RegularFile {
    private RegularFile() {}

    /**
     * @param longest the file's greatest allowed size in bytes
     * @throws IOException if it is no regular file, is larger, or cannot be read
     */
    public static byte[] read(Path file, int longest) throws IOException {
        // Check before opening: to open a pipe would wait for its writer.
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "no regular file");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return read(in, longest);
        }
    }

    /** @throws IOException if there is more to read than that many bytes */
    public static byte[] read(InputStream in, int longest) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            if (content.size() + count > longest) {
                throw new IOException("more than " + longest + " bytes");
            }
            content.write(buffer, 0, count);
        }
        return content.toByteArray();
    }
}
