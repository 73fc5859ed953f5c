package io.sockspan.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads files in the tree of another process, which may be hostile. Opens each name through the descriptor of the directory above it
 * (openat(2) with O_NOFOLLOW), so that it follows no link, and reads only regular files. A file whose read blocks can still block the
 * calling thread; see {@link Patience}.
 */
final class OtherTree {
    /** A directory that everybody may write to can hold any number of names. */
    private static final int MOST_NAMES = 5_000;

    private final Path root;

    OtherTree(Path root) {
        this.root = root;
    }

    /**
     * @param path from the root, such as {@code usr/lib/jvm/17/release}
     * @param owner the required owner; null for any
     * @param longest the file's greatest allowed size in bytes
     * @throws IOException if there is no such regular file, or it has another owner, or it is larger
     */
    byte[] read(String path, UserPrincipal owner, int longest) throws IOException {
        List<String> names = new ArrayList<>(Arrays.asList(path.split("/+")));
        names.remove("");
        String file = names.remove(names.size() - 1);
        try (Walk directory = new Walk(root, names)) {
            return read(directory.last(), Paths.get(file), owner, longest);
        }
    }

    /** The names in a directory that begin so, as far as they are among the first few thousand. */
    List<String> names(String path, String prefix) throws IOException {
        List<String> found = new ArrayList<>();
        try (Walk directory = new Walk(root, Arrays.asList(path.split("/+")))) {
            int seen = 0;
            for (Path entry : directory.last()) {
                String name = entry.getFileName().toString();
                if (name.startsWith(prefix)) {
                    found.add(name);
                }
                if (++seen == MOST_NAMES) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static byte[] read(SecureDirectoryStream<Path> directory, Path name, UserPrincipal owner, int longest)
            throws IOException {
        PosixFileAttributes attributes = directory
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!attributes.isRegularFile() || owner != null && !owner.equals(attributes.owner())) {
            throw new FileSystemException(name.toString(), null, "no regular file of that user");
        }
        Set<java.nio.file.OpenOption> options =
                new HashSet<>(Arrays.asList(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try (SeekableByteChannel channel = directory.newByteChannel(name, options)) {
            if (channel.size() > longest) {
                throw new FileSystemException(name.toString(), null, "more than " + longest + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) channel.size());
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // Reads until the buffer is full or the file ends.
            }
            return Arrays.copyOf(content.array(), content.position());
        }
    }

    /** The directories from a root down to another. */
    private static final class Walk implements AutoCloseable {
        private final List<SecureDirectoryStream<Path>> directories = new ArrayList<>();

        Walk(Path root, List<String> names) throws IOException {
            // The root itself is a link of the kernel's, which leads to the directory without its name.
            DirectoryStream<Path> first = Files.newDirectoryStream(root);
            if (!(first instanceof SecureDirectoryStream)) {
                first.close();
                throw new IOException("no directory descriptors on this system");
            }
            directories.add((SecureDirectoryStream<Path>) first);
            try {
                for (String name : names) {
                    if (!name.isEmpty()) {
                        directories.add(last().newDirectoryStream(Paths.get(name), LinkOption.NOFOLLOW_LINKS));
                    }
                }
            } catch (IOException | RuntimeException e) {
                close();
                throw e;
            }
        }

        SecureDirectoryStream<Path> last() {
            return directories.get(directories.size() - 1);
        }

        @Override
        public void close() throws IOException {
            for (SecureDirectoryStream<Path> directory : directories) {
                directory.close();
            }
        }
    }
}
