package io.sockspan.context;

import static java.lang.invoke.MethodHandles.filterReturnValue;
import static java.lang.invoke.MethodHandles.publicLookup;
import static java.lang.invoke.MethodType.methodType;

import io.sockspan.track.ParentSpan;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;

/** Reads the current span through one OpenTelemetry API. Keeps the API's loader alive. Immutable. */
final class SpanReader {
    private final MethodHandle currentSpan;
    private final MethodHandle spanContext;
    private final MethodHandle isValid;
    private final MethodHandle traceId;
    private final MethodHandle spanId;
    private final MethodHandle isSampled;

    SpanReader(ApiClasses api) {
        try {
            MethodHandle current = in(api.context).findStatic(api.context, "current", methodType(api.context));
            // Span.current() would create a span if there is none, and load the classes for that.
            MethodHandle spanOf =
                    in(api.span).findStatic(api.span, "fromContextOrNull", methodType(api.span, api.context));
            currentSpan = filterReturnValue(current, spanOf).asType(methodType(Object.class));
            spanContext = getter(api.span, "getSpanContext", api.spanContext, Object.class);
            isValid = getter(api.spanContext, "isValid", boolean.class, boolean.class);
            traceId = getter(api.spanContext, "getTraceId", String.class, String.class);
            spanId = getter(api.spanContext, "getSpanId", String.class, String.class);
            isSampled = getter(api.spanContext, "isSampled", boolean.class, boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an OpenTelemetry API that is not known: " + api.span, e);
        }
    }

    /** The current span of this thread; null if there is none, or if it belongs to no trace. */
    ParentSpan current() throws Throwable {
        Object span = currentSpan.invokeExact();
        if (span == null) {
            return null;
        }
        Object context = spanContext.invokeExact(span);
        if (!(boolean) isValid.invokeExact(context)) {
            return null;
        }
        // Other flags do not say whether a child is recorded.
        boolean sampled = (boolean) isSampled.invokeExact(context);
        return new ParentSpan(
                (String) traceId.invokeExact(context), (String) spanId.invokeExact(context), (byte) (sampled ? 1 : 0));
    }

    private static MethodHandle getter(Class<?> owner, String name, Class<?> result, Class<?> seenAs)
            throws ReflectiveOperationException {
        return in(owner).findVirtual(owner, name, methodType(result)).asType(methodType(seenAs, Object.class));
    }

    /** As the API's own loader sees it: the bootstrap loader, else asked, agrees on JDK 8 and 11 to the API of one loader only. */
    private static Lookup in(Class<?> owner) {
        return publicLookup().in(owner);
    }
}
