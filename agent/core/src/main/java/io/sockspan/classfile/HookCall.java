package io.sockspan.classfile;

import java.util.List;

/** A call of a static method that is woven into another method, and where its arguments come from. Immutable. */
final class HookCall {
    /** The value that the hook at the method's entry returned. */
    static final String ENTRY = "entry";
    /** The value that the method returns; zero or null if it throws. */
    static final String RESULT = "result";
    /** What the method throws, or null. */
    static final String THROWN = "thrown";

    /** The method's object. */
    static final String THIS = "this";

    static final String NULL = "null";
    static final String FALSE = "false";
    static final String TRUE = "true";
    /** A parameter of the method, with its index behind. */
    static final String PARAMETER = "parameter:";
    /** A field of the method's object, with its name behind, and its descriptor behind that if it is known. */
    static final String FIELD = "field:";

    /**
     * What a method of the method's object returns, with its name and descriptor behind; it has no parameters. Behind {@link #THEN} stands a
     * method of what it returns, and so on.
     */
    static final String CALL = "call:";

    static final char THEN = '>';

    /** Internal name of the class. */
    final String owner;

    final String name;
    final String descriptor;
    final Signature signature;
    final String[] arguments;

    /** @param method as in {@code io/sockspan/bootstrap/OpenHooks.failed(Ljava/lang/Throwable;)V} */
    HookCall(String method, List<String> arguments) {
        int open = method.indexOf('(');
        int dot = method.lastIndexOf('.', open);
        owner = method.substring(0, dot);
        name = method.substring(dot + 1, open);
        descriptor = method.substring(open);
        signature = new Signature(descriptor);
        this.arguments = arguments.toArray(new String[0]);
    }
}
