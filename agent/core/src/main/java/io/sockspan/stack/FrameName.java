package io.sockspan.stack;

import java.util.regex.Pattern;

/**
 * Names of classes and methods without the parts that the compiler or a generator adds, which may differ in the next run. Pure functions.
 */
public final class FrameName {
    /**
     * Where the generated part of a class name begins: a hidden class's suffix ({@code Foo$$Lambda/0x0000..}), everything after {@code $$}
     * (lambdas, CGLIB), and the suffixes of proxy generators.
     */
    private static final Pattern GENERATED =
            Pattern.compile("(/|_?\\$\\$|\\$(ByteBuddy|HibernateProxy|MockitoMock|Proxy)\\$).*");

    private static final Pattern LAMBDA_BODY = Pattern.compile("lambda\\$(.+)\\$\\d+");

    private FrameName() {}

    /** {@code com.acme.Service} for {@code com.acme.Service$$EnhancerBySpringCGLIB$$1a2b3c4d}. */
    public static String plainClass(String className) {
        // Nearly every name is plain. This check is cheaper than the regular expression.
        if (className.indexOf('$') < 0 && className.indexOf('/') < 0) {
            return className;
        }
        return GENERATED.matcher(className).replaceFirst("");
    }

    /**
     * {@code lookup} for {@code lambda$lookup$3}, and {@code lambda} for {@code lambda$null$3}: javac 8 names a lambda within a lambda so,
     * and not after its method.
     */
    public static String plainMethod(String methodName) {
        if (methodName.startsWith("lambda$null$")) {
            return "lambda";
        }
        return methodName.startsWith("lambda$")
                ? LAMBDA_BODY.matcher(methodName).replaceFirst("$1")
                : methodName;
    }

    /** {@code com.acme.Inventory.lookup}: what {@code leak.ignore} takes. */
    public static String qualified(StackTraceElement frame) {
        return plainClass(frame.getClassName()) + "." + plainMethod(frame.getMethodName());
    }

    /** {@code Inventory.lookup:88}, or {@code Inventory.lookup} if the line is unknown. */
    public static String brief(StackTraceElement frame) {
        String name = plainClass(frame.getClassName());
        String place = name.substring(name.lastIndexOf('.') + 1) + "." + plainMethod(frame.getMethodName());
        return frame.getLineNumber() > 0 ? place + ":" + frame.getLineNumber() : place;
    }
}
