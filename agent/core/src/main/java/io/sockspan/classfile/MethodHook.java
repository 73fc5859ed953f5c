package io.sockspan.classfile;

import java.util.ArrayList;
import java.util.List;

/** What is woven into the methods of one pattern: calls at the entry, the exit, or both. Immutable. */
public final class MethodHook {
    private static final String AT_ENTRY = "entry";
    private static final String AT_RETURN = "return";
    private static final String AT_EXIT = "exit";

    private final MethodPattern methods;
    /** Null if there is none. */
    final HookCall entry;
    /** Null if there is none. */
    final HookCall exit;
    /** Whether the call at the exit is made as well if the method throws. */
    final boolean whenThrown;

    private MethodHook(MethodPattern methods, HookCall entry, HookCall exit, boolean whenThrown) {
        this.methods = methods;
        this.entry = entry;
        this.exit = exit;
        this.whenThrown = whenThrown;
    }

    /**
     * Reads a hook from text: a pattern, and one or two calls, each with its arguments. Texts are separated by spaces.
     *
     * @param text as in {@code close() @entry io/sockspan/bootstrap/CloseHooks.closing(Ljava/io/FileDescriptor;)V field:fd}; a call
     *     {@code @return} is made when the method returns, and one at {@code @exit} also when it throws
     */
    public static MethodHook parse(String text) {
        String[] calls = split(text, '@');
        HookCall entry = null;
        HookCall exit = null;
        boolean whenThrown = false;
        for (int i = 1; i < calls.length; i++) {
            List<String> texts = new ArrayList<>();
            for (String part : split(calls[i], ' ')) {
                if (!part.isEmpty()) {
                    texts.add(part);
                }
            }
            HookCall call = new HookCall(texts.get(1), texts.subList(2, texts.size()));
            switch (texts.get(0)) {
                case AT_ENTRY:
                    entry = call;
                    break;
                case AT_RETURN:
                    exit = call;
                    break;
                case AT_EXIT:
                    exit = call;
                    whenThrown = true;
                    break;
                default:
                    throw new IllegalArgumentException(text);
            }
        }
        return new MethodHook(MethodPattern.parse(calls[0].trim()), entry, exit, whenThrown);
    }

    /** The JDK's own would load its regular expressions. */
    private static String[] split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at; (at = text.indexOf(separator, from)) >= 0; from = at + 1) {
            parts.add(text.substring(from, at));
        }
        parts.add(text.substring(from));
        return parts.toArray(new String[0]);
    }

    boolean matches(String name, String descriptor) {
        return methods.matches(name, descriptor);
    }

    boolean usesEntryValue() {
        return entry != null && !entry.signature.result.equals("V");
    }
}
