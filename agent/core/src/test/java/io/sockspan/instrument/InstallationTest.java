package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.lang.instrument.Instrumentation;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the self-test says of a JDK that has not all that is hooked. */
class InstallationTest {
    private final Instrumentation instrumentation = mock(Instrumentation.class);
    private final Weaver weaver = new Weaver();

    @BeforeEach
    void noClassIsLoaded() {
        when(instrumentation.getAllLoadedClasses()).thenReturn(new Class<?>[0]);
    }

    @Test
    void saysNothingOfAJdkThatHasAll() {
        assertThat(install(true).selfTest()).isEmpty();
    }

    @Test
    void saysThatTlsHasAnotherForm() {
        Function<String, byte[]> jdk = instead(TlsInstrumentation.CONTEXT, weaver.original("java.lang.Object"));

        assertThat(install(true).selfTest(jdk))
                .containsExactly(
                        "no hook for the completion of TLS handshakes took on this JDK: only those that fail are measured"
                                + " and part of traces",
                        "no hook for the failure of TLS handshakes took on this JDK: only those that complete or time out"
                                + " are measured and part of traces");
        assertThat(install(false).selfTest(jdk)).as("not wanted").isEmpty();
    }

    @Test
    void saysThatThereIsNoTlsOfTheJdksOwn() {
        assertThat(install(true).selfTest(instead(TlsInstrumentation.SOCKET, null)))
                .containsExactly(
                        "no hook for the TLS handshakes of SSLSocket took on this JDK: they are neither measured"
                                + " nor part of traces");
    }

    private Installation install(boolean tls) {
        return Installation.install(instrumentation, true, tls);
    }

    private Function<String, byte[]> instead(String target, byte[] classFile) {
        return name -> name.equals(target) ? classFile : weaver.original(name);
    }
}
