package io.sockspan.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The table of known libraries: prefixes of class names, and the library's name. The table is a file ({@code libraries.txt}), because
 * shading this jar would relocate library names in class files. Immutable.
 */
final class Libraries {
    static final Libraries KNOWN = new Libraries(new HashMap<>(512));
    static final Libraries OF_THE_JDK = new Libraries(new HashMap<>());

    static {
        read(text());
    }

    /** Package names under which builds put relocated copies of libraries. */
    private static final Set<String> RELOCATED = new HashSet<>(Arrays.asList(
            "shaded",
            "shadow",
            "shade",
            "relocated",
            "repackaged",
            "repacked",
            "thirdparty",
            "third_party",
            "vendored",
            "dependencies"));

    /** Package names within a library's packages that contain users' code, such as examples. */
    private static final Set<String> USERS = new HashSet<>(Arrays.asList(
            "example", "examples", "sample", "samples", "demo", "demos", "quickstart", "tutorial", "test", "tests"));

    /** A prefix of at least this many packages also matches in the middle of a class name. */
    private static final int UNMISTAKABLE = 3;

    private final Map<String, Library> byPrefix;

    private Libraries(Map<String, Library> byPrefix) {
        this.byPrefix = byPrefix;
    }

    /** The library that a class belongs to; null if it belongs to no known library. */
    Library of(String className) {
        Library library = match(className, 0, 1);
        boolean relocated = false;
        for (int dot = className.indexOf('.'), from = 0; library == null && dot >= 0; ) {
            relocated |= RELOCATED.contains(className.substring(from, dot));
            from = dot + 1;
            library = match(className, from, relocated ? 1 : UNMISTAKABLE);
            dot = className.indexOf('.', from);
        }
        return library;
    }

    /** The library with the longest prefix, of at least {@code packages} packages, that matches the class name at position {@code from}. */
    private Library match(String className, int from, int packages) {
        Library found = null;
        int depth = 0;
        for (int dot = className.indexOf('.', from); dot >= 0; dot = className.indexOf('.', dot + 1)) {
            depth++;
            Library library = byPrefix.get(className.substring(from, dot + 1));
            if (library != null && depth >= packages) {
                found = library;
            } else if (found != null && isUsers(className, dot)) {
                return null;
            }
        }
        Library ofClass = byPrefix.get(outerClass(className.substring(from)));
        return ofClass == null || depth + 1 < packages ? found : ofClass;
    }

    private static boolean isUsers(String className, int dot) {
        return USERS.contains(className.substring(className.lastIndexOf('.', dot - 1) + 1, dot));
    }

    private static String outerClass(String className) {
        int dollar = className.indexOf('$');
        return dollar < 0 ? className : className.substring(0, dollar);
    }

    /** A line is the name of a section in brackets, or a prefix, blanks, and a name. */
    private static void read(String text) {
        Libraries to = KNOWN;
        Library.Kind kind = Library.Kind.OPENS;
        int from = 0;
        for (int end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
            char first = text.charAt(from);
            if (first == '[') {
                String section = text.substring(from + 1, end - 1);
                to = section.equals("jdk") ? OF_THE_JDK : KNOWN;
                kind = kindOf(section);
            } else if (first != '#' && first != '\n') {
                int blank = text.indexOf(' ', from);
                String name = text.substring(blank, end).trim();
                to.byPrefix.put(text.substring(from, blank), new Library(name, kind));
            }
        }
    }

    private static Library.Kind kindOf(String section) {
        switch (section) {
            case "event loops":
                return Library.Kind.EVENT_LOOP;
            case "runs others":
                return Library.Kind.RUNS_OTHERS;
            default:
                return Library.Kind.OPENS;
        }
    }

    private static String text() {
        try (InputStream in = Libraries.class.getResourceAsStream("libraries.txt")) {
            ByteArrayOutputStream content = new ByteArrayOutputStream(1 << 15);
            byte[] buffer = new byte[1 << 13];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                content.write(buffer, 0, count);
            }
            return new String(content.toByteArray(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
