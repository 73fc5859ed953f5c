package io.sockspan.owners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which field of the way to a socket is named. */
class HolderTest {
    private static Step field(String place) {
        return new Step(place, "Thing", false, place.startsWith("com.acme."), false, false);
    }

    private static Step collection(String place) {
        return new Step(place, "ArrayList", false, place.startsWith("com.acme."), true, true);
    }

    private static Step ofStatic(String place) {
        return new Step(place, "Thing", true, place.startsWith("com.acme."), true, false);
    }

    private static String owner(Step... steps) {
        return new Holder(List.of(steps), null).brief();
    }

    @Test
    void namesTheCollectionAndNotTheWrapperInIt() {
        assertThat(owner(
                        ofStatic("com.acme.Main.app"),
                        collection("com.acme.Pool.idle"),
                        field("com.acme.Client.socket")))
                .isEqualTo("com.acme.Pool.idle");
        assertThat(owner(ofStatic("com.acme.Inventory.POOL"), field("com.acme.Client.socket")))
                .isEqualTo("static com.acme.Inventory.POOL");
    }

    @Test
    void namesTheApplicationsFieldThatIsNearestToTheSocket() {
        assertThat(owner(
                        ofStatic("org.springframework.Context.beans"),
                        collection("com.acme.Prices.clients"),
                        field("com.zaxxer.hikari.pool.PoolEntry.connection")))
                .isEqualTo("com.acme.Prices.clients");
        assertThat(owner(
                        ofStatic("com.acme.Main.executor"),
                        field("java.util.concurrent.X.task"),
                        field("com.acme.Mail.socket")))
                .isEqualTo("com.acme.Mail.socket");
    }

    @Test
    void namesTheOutermostFieldIfNoneIsTheApplications() {
        assertThat(owner(ofStatic("sun.net.www.http.HttpClient.kac"), field("sun.net.NetworkClient.serverSocket")))
                .isEqualTo("static sun.net.www.http.HttpClient.kac");
    }

    @Test
    void groupsThreadsThatDifferOnlyInTheirNumbers() {
        Holder one = new Holder(List.of(ofThread("thread \"pool-1-thread-7\""), field("com.acme.Client.socket")), null);
        Holder other =
                new Holder(List.of(ofThread("thread \"pool-1-thread-12\""), field("com.acme.Client.socket")), null);
        Holder third = new Holder(List.of(ofThread("thread \"mailer\""), field("com.acme.Client.socket")), null);
        assertThat(one.key()).isEqualTo(other.key()).isNotEqualTo(third.key());
    }

    private static Step ofThread(String name) {
        return new Step(name, "Thread", false, false, true, false);
    }
}
