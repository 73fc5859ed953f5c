package io.sockspan.context;

/** A package that an OpenTelemetry API may be found under, and the names there of the classes that matter. */
enum ApiHome {
    /** The API that the application has on its class path. */
    APPLICATION(Name.ROOT),
    /** The OpenTelemetry Java agent's own, in the bootstrap loader, for applications that have none. */
    JAVA_AGENT(Name.ROOT + "javaagent.shaded." + Name.ROOT);

    /** Under which a span stands in a context; loaded when the first span is put into a context or looked for in one. */
    final String key;

    final String span;
    final String spanContext;
    final String context;
    /** Where the current context is kept. Its initializer calls whatever the application has for that. */
    final String storage;

    ApiHome(String root) {
        key = root + "api.trace.SpanContextKey";
        span = root + "api.trace.Span";
        spanContext = root + "api.trace.SpanContext";
        context = root + "context.Context";
        storage = root + "context.LazyStorage";
    }

    /** The home that a class of that binary name proves the use of, or null. */
    static ApiHome of(String key) {
        return key.equals(APPLICATION.key) ? APPLICATION : key.equals(JAVA_AGENT.key) ? JAVA_AGENT : null;
    }

    private static final class Name {
        /** Put together at run time: in a constant, the build would turn it into the name of the agent's own copy. */
        static final String ROOT = String.join(".", "io", "opentelemetry", "");
    }
}
