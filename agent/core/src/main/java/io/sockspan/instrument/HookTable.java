package io.sockspan.instrument;

import io.sockspan.classfile.MethodHook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The hooks of all classes as {@link MethodHook} needs them, read from a file beside this class. The file says what the instrumentations and
 * their annotated advice say; a test writes it, and holds the two together. To read the annotations would load a library of annotations,
 * and the application's first socket would wait for it.
 *
 * <p>A line has the binary name of a class, a space, and one hook, in the order of {@link Instrumentations#hooks}.
 */
final class HookTable {
    static final String FILE = "hooks.txt";

    private final String text = read();

    /** @param target binary name of a class; without hooks the list is empty */
    List<MethodHook> of(String target) {
        String prefix = target + ' ';
        List<MethodHook> hooks = new ArrayList<>();
        int from = 0;
        for (int end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
            if (text.startsWith(prefix, from)) {
                hooks.add(MethodHook.parse(text.substring(from + prefix.length(), end)));
            }
        }
        return hooks;
    }

    static String read() {
        try (InputStream in = HookTable.class.getResourceAsStream(FILE)) {
            ByteArrayOutputStream content = new ByteArrayOutputStream(8192);
            byte[] buffer = new byte[8192];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                content.write(buffer, 0, count);
            }
            return new String(content.toByteArray(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException("the agent's jar lacks " + FILE, e);
        }
    }
}
