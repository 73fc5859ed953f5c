package io.sockspan.leak;

import io.sockspan.stack.CallStack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The libraries that keep connections for later use and close them by themselves. Which connections one of them keeps is known from the
 * stack that opened them. A pool finds out that the server has ended an idle connection when it next takes that connection, so such a
 * connection may stay in CLOSE_WAIT for long without being a leak. Immutable, but for a cache that makes it usable on one thread at a
 * time.
 *
 * <p>Whether the application has given a connection back to its pool cannot be seen from outside; {@link JdkPools} reads the JDK's
 * own, {@link LibraryPools} those of some others.
 */
public final class KnownPools {
    private static final Map<String, Pool> KNOWN = load();
    private static final Pool NONE = new Pool(null, Pool.CLOSES);

    private final Map<String, Pool> byPrefix;
    private final Recent<CallStack, Pool> known = new Recent<>(1_000);

    private KnownPools(Map<String, Pool> byPrefix) {
        this.byPrefix = byPrefix;
    }

    /** @param more beginnings of class names that the user adds ({@code pools}); a {@code .*} at their end changes nothing */
    public static KnownPools with(Collection<String> more) {
        Map<String, Pool> all = new LinkedHashMap<>(KNOWN);
        for (String name : more) {
            String prefix = name.trim();
            prefix = prefix.endsWith(".*") ? prefix.substring(0, prefix.length() - 1) : prefix;
            if (!prefix.isEmpty()) {
                all.put(
                        prefix,
                        new Pool(prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix, Pool.KEEPS));
            }
        }
        return new KnownPools(all);
    }

    /** Those that are known without the user's help. */
    public static KnownPools builtIn() {
        return with(Collections.emptyList());
    }

    /** The library whose pool a connection with that opening stack belongs to; null if it is none that is known, or there is no stack. */
    public String of(CallStack stack) {
        return pool(stack).name;
    }

    /** Whether that connection stays until the process ends if nobody holds its pool any more; false if it is in none that is known. */
    public boolean keeps(CallStack stack) {
        return pool(stack).fate.equals(Pool.KEEPS);
    }

    /**
     * Whether the library makes a client for each call, forgets it with its connection, and so leaves the application nothing to close; false if
     * it is none that is known.
     */
    public boolean forgets(CallStack stack) {
        return pool(stack).fate.equals(Pool.FORGETS);
    }

    private Pool pool(CallStack stack) {
        if (stack == null) {
            return NONE;
        }
        Pool pool = known.get(stack);
        if (pool == null) {
            pool = find(stack);
            known.put(stack, pool);
        }
        return pool;
    }

    /** The outermost pool: that of JDBC connections, and not that of a client that the driver uses. */
    private Pool find(CallStack stack) {
        Pool found = NONE;
        for (StackTraceElement frame : stack.frames()) {
            for (Map.Entry<String, Pool> pool : byPrefix.entrySet()) {
                if (isIn(pool.getKey(), frame.getClassName())) {
                    found = pool.getValue();
                }
            }
        }
        return found;
    }

    /** Copies that builds have relocated keep the end of their names. */
    private static boolean isIn(String prefix, String className) {
        int at = className.indexOf(prefix);
        if (at < 0 || at > 0 && className.charAt(at - 1) != '.') {
            return false;
        }
        int end = at + prefix.length();
        return prefix.endsWith(".")
                || end == className.length()
                || className.charAt(end) == '$'
                || className.charAt(end) == '.';
    }

    private static Map<String, Pool> load() {
        Map<String, Pool> pools = new LinkedHashMap<>();
        try (InputStream in = KnownPools.class.getResourceAsStream("pools.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    int end = line.indexOf(' ');
                    String rest = line.substring(end).trim();
                    int endOfSecond = rest.indexOf(' ');
                    pools.put(
                            line.substring(0, end),
                            new Pool(rest.substring(endOfSecond).trim(), rest.substring(0, endOfSecond)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pools;
    }

    /** A library's pool. Immutable. */
    private static final class Pool {
        static final String CLOSES = "closes";
        static final String KEEPS = "keeps";
        static final String FORGETS = "forgets";

        final String name;
        /** What becomes of its connections when nobody holds the pool any more: one of the above. */
        final String fate;

        Pool(String name, String fate) {
            this.name = name;
            this.fate = fate;
        }
    }
}
