package io.sockspan.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.lang.instrument.Instrumentation;
import java.util.Set;
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
        assertThat(install(true).hasTls()).isTrue();
        assertThat(install(false).hasTls()).isFalse();
    }

    @Test
    void saysThatTlsHasAnotherForm() {
        Function<String, byte[]> jdk = instead(TlsInstrumentation.CONTEXT, weaver.original("java.lang.Object"));

        assertThat(install(true).selfTest(jdk))
                .containsExactly(
                        "no hook for the creation of SSLEngine took on this JDK: its TLS handshakes are neither measured"
                                + " nor part of traces",
                        "no hook for the outcome of TLS handshakes took on this JDK: only those that time out are"
                                + " measured; those of SSLEngine may seem to fail when their connections close");
        assertThat(install(false).selfTest(jdk)).as("not wanted").isEmpty();
    }

    /** On Java 8, its jar cannot be opened while no descriptor is left. */
    @Test
    void saysNothingOfTlsThatCannotBeReadNow() {
        Function<String, byte[]> jdk = name -> name.startsWith("sun.security.ssl.") ? null : weaver.original(name);

        assertThat(install(true).selfTest(jdk)).isEmpty();
    }

    /** The hooks for channels of any family see only Unix-domain channels, and are no substitute. */
    @Test
    void saysThatTheCreationOfChannelsIsNotSeen() {
        Function<String, byte[]> jdk = instead(NetInstrumentation.NET, weaver.original("java.lang.Object"));

        assertThat(install(true).selfTest(jdk))
                .contains(
                        "no hook for the creation of SocketChannel took on this JDK: channels that never connect are"
                                + " not reported",
                        "no hook for the creation of ServerSocketChannel took on this JDK: channels that never listen"
                                + " are not reported");
    }

    /** Neither class has a method that is hooked. */
    @Test
    void saysOnceThatNothingOfTlsIsThere() {
        byte[] another = weaver.original("java.lang.Object");
        Function<String, byte[]> jdk = name -> name.startsWith("sun.security.ssl.") ? another : weaver.original(name);

        assertThat(install(true).selfTest(jdk))
                .containsExactly("no hook for the TLS handshakes took on this JDK: they are neither measured"
                        + " nor part of traces");
    }

    @Test
    void aLossThatIsImpliedIsNotSaid() {
        Purpose whole = new Purpose("whole", "all is lost");
        Purpose part = new Purpose("part", "some is lost", whole);
        Purpose detail = new Purpose("detail", "little is lost", part);

        assertThat(detail.isImpliedBy(Set.of(detail))).isFalse();
        assertThat(detail.isImpliedBy(Set.of(detail, part))).isTrue();
        assertThat(detail.isImpliedBy(Set.of(detail, whole))).isTrue();
        assertThat(whole.isImpliedBy(Set.of(whole, part, detail))).isFalse();
    }

    private Installation install(boolean tls) {
        return Installation.install(instrumentation, true, tls);
    }

    private Function<String, byte[]> instead(String target, byte[] classFile) {
        return name -> name.equals(target) ? classFile : weaver.original(name);
    }
}
