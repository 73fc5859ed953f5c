package io.sockspan.context;

/** A package that can contain an OpenTelemetry API, and the names of the classes that the reader needs there. */
enum ApiHome {
    /** The API on the application's class path. */
    APPLICATION(Name.ROOT),
    /** The OpenTelemetry Java agent's own API, in the bootstrap loader, for applications without one. */
    JAVA_AGENT(Name.ROOT + "javaagent.shaded." + Name.ROOT);

    /** The key of a span in a context; loaded when the first span is put into a context or looked up in one. */
    final String key;

    final String span;
    final String spanContext;
    final String context;
    /** Holds the current context. Its initializer calls whatever storage the application has installed. */
    final String storage;

    ApiHome(String root) {
        key = root + "api.trace.SpanContextKey";
        span = root + "api.trace.Span";
        spanContext = root + "api.trace.SpanContext";
        context = root + "context.Context";
        storage = root + "context.LazyStorage";
    }

    /** The package whose use a class of that binary name proves; null if it proves none. */
    static ApiHome of(String key) {
        return key.equals(APPLICATION.key) ? APPLICATION : key.equals(JAVA_AGENT.key) ? JAVA_AGENT : null;
    }

    private static final class Name {
        /** Joined at run time, because the build would rename a constant to the agent's own copy of the API. */
        static final String ROOT = String.join(".", "io", "opentelemetry", "");
    }
}
