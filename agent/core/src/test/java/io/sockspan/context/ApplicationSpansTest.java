package io.sockspan.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.sockspan.bootstrap.LoadedClasses;
import io.sockspan.bootstrap.TestRecorder;
import io.sockspan.track.ParentSpan;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // A scope is closed, and else not touched.
class ApplicationSpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String KEY = "io.opentelemetry.api.trace.SpanContextKey";
    private static final String STORAGE = "io.opentelemetry.context.LazyStorage";

    private final Instrumentation instrumentation = mock(Instrumentation.class);
    private ClassFileTransformer watch;
    private ApplicationSpans spans;

    @BeforeEach
    void install() {
        doAnswer(call -> watch = call.getArgument(0)).when(instrumentation).addTransformer(any(), anyBoolean());
        install(String.class);
    }

    @AfterEach
    void remove() {
        spans.remove();
    }

    private void install(Class<?>... loaded) {
        when(instrumentation.getAllLoadedClasses()).thenReturn(loaded);
        spans = new ApplicationSpans(instrumentation, TestRecorder.recording());
        spans.install();
    }

    @Test
    void readsTheSpanThatIsCurrent() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi())) {
            try (AutoCloseable scope = api.makeCurrent(TRACE, SPAN, true)) {
                assertCurrent(TRACE, SPAN, 1);
            }
            assertThat(spans.current()).as("after its scope").isNull();
        }
    }

    @Test
    void readsThatASpanIsNotSampled() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi());
                AutoCloseable scope = api.makeCurrent(TRACE, SPAN, false)) {
            assertCurrent(TRACE, SPAN, 0);
        }
    }

    @Test
    void takesASpanOfNoTraceForNone() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi());
                AutoCloseable scope = api.makeCurrent("00000000000000000000000000000000", SPAN, true)) {
            assertThat(spans.current()).isNull();
        }
    }

    @Test
    void readsTheSpanOfWhicheverApiHasOne() throws Throwable {
        try (IsolatedApi one = seen(new IsolatedApi());
                IsolatedApi other = seen(new IsolatedApi())) {
            one.makeCurrent(TRACE, "1111111111111111", true).close();
            try (AutoCloseable scope = other.makeCurrent(TRACE, SPAN, true)) {
                assertCurrent(TRACE, SPAN, 1);
            }
            try (AutoCloseable scope = one.makeCurrent(TRACE, "1111111111111111", true)) {
                assertCurrent(TRACE, "1111111111111111", 1);
            }
        }
    }

    @Test
    void loadsNothingBeforeTheApplicationDoes() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi())) {
            assertThat(spans.current()).isNull();
            assertThat(LoadedClasses.find(api.loader(), KEY)).isNull();
            assertThat(LoadedClasses.find(api.loader(), STORAGE)).isNull();
        }
    }

    @Test
    void initializesNothingBeforeTheApplicationDoes() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi())) {
            api.load("io.opentelemetry.api.trace.Span");
            api.load("io.opentelemetry.api.trace.SpanContext");
            api.load("io.opentelemetry.context.Context");
            Class<?> storage = api.load(STORAGE);
            Class.forName(KEY, true, api.loader());

            assertThat(spans.current()).isNull();
            assertThat(LoadedClasses.isInitialized(storage)).isFalse();
            try (AutoCloseable scope = api.makeCurrent(TRACE, SPAN, true)) {
                assertCurrent(TRACE, SPAN, 1);
            }
        }
    }

    @Test
    void findsAnApiThatWasInUseBefore() throws Throwable {
        try (IsolatedApi api = new IsolatedApi();
                AutoCloseable scope = api.makeCurrent(TRACE, SPAN, true)) {
            assertThat(spans.current()).isNull();
            install(String.class, api.load(KEY), api.load(STORAGE));
            assertCurrent(TRACE, SPAN, 1);
        }
    }

    @Test
    void preparesOnlyWhatTheApplicationUses() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi())) {
            spans.prepare();
            assertThat(LoadedClasses.find(api.loader(), KEY)).isNull();
            try (AutoCloseable scope = api.makeCurrent(TRACE, SPAN, true)) {
                spans.prepare();
                assertCurrent(TRACE, SPAN, 1);
            }
        }
    }

    @Test
    void keepsNoLoaderAlive() throws Throwable {
        WeakReference<ClassLoader> loader = useAndDrop();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
        assertThat(spans.current()).isNull();
    }

    private WeakReference<ClassLoader> useAndDrop() throws Throwable {
        try (IsolatedApi api = seen(new IsolatedApi())) {
            try (AutoCloseable scope = api.makeCurrent(TRACE, SPAN, true)) {
                assertCurrent(TRACE, SPAN, 1);
            }
            return new WeakReference<>(api.loader());
        }
    }

    @Test
    void stopsWatchingWhenItIsRemoved() {
        spans.remove();
        verify(instrumentation).removeTransformer(watch);
    }

    /** As if the JVM were about to define the class that proves the API's use. */
    private IsolatedApi seen(IsolatedApi api) throws Exception {
        byte[] unchanged = watch.transform(api.loader(), KEY.replace('.', '/'), null, null, new byte[0]);
        assertThat(unchanged).isNull();
        return api;
    }

    private void assertCurrent(String traceId, String spanId, int flags) throws Throwable {
        assertThat(spans.current()).isInstanceOfSatisfying(ParentSpan.class, span -> {
            assertThat(span.traceId).isEqualTo(traceId);
            assertThat(span.spanId).isEqualTo(spanId);
            assertThat(span.traceFlags).isEqualTo((byte) flags);
        });
    }
}
