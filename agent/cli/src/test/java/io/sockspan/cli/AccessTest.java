package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The command line never attaches with more rights than the JVM has. */
class AccessTest {
    private static final long ALL = 0x1ffffffffffL;
    private static final long OF_A_CONTAINER = 0xa80425fbL;

    private static final Credentials ROOT = new Credentials(0, 0, ALL, "user:[1]", "mnt:[1]", 2L);
    private static final Credentials ALICE = new Credentials(1000, 1000, 0, "user:[1]", "mnt:[1]", 2L);

    @Test
    void takesItsOwnUsersJvm() {
        assertThat(Access.between(ALICE, ALICE, "alice")).isSameAs(Access.OWN);
        assertThat(Access.between(ROOT, ROOT, "root")).isSameAs(Access.OWN);
    }

    @Test
    void becomesTheUserWhereRootLooksAtAnother() {
        assertThat(Access.between(ROOT, ALICE, "alice")).isSameAs(Access.AS_ITS_USER);
        Credentials inAContainer = new Credentials(1000, 1000, 0, "user:[1]", "mnt:[7]", 9L);
        assertThat(Access.between(ROOT, inAContainer, "alice")).isSameAs(Access.AS_ITS_USER);
    }

    @Test
    void refusesAnotherUser() {
        assertThat(Access.between(ALICE, ROOT, "root").refusal).contains("it belongs to user root", "sudo -u root");
    }

    @Test
    void refusesAUserNamespaceWhoseRootIsNoRoot() {
        Credentials rootless = new Credentials(1000, 1000, ALL, "user:[8]", "mnt:[8]", 9L);
        assertThat(Access.between(ROOT, rootless, "alice").refusal).contains("user namespace", "in there");
        assertThat(Access.between(ALICE, rootless, "alice").refusal).contains("user namespace");
    }

    @Test
    void refusesAContainerThatHasFewerRights() {
        Credentials contained = new Credentials(0, 0, OF_A_CONTAINER, "user:[1]", "mnt:[7]", 9L);
        assertThat(Access.between(ROOT, contained, "root").refusal).contains("container", "docker exec");
        Credentials changedRoot = new Credentials(0, 0, OF_A_CONTAINER, "user:[1]", "mnt:[1]", 9L);
        assertThat(Access.between(ROOT, changedRoot, "root").refusal).contains("container");
    }

    @Test
    void takesAContainerThatHasAllRights() {
        Credentials privileged = new Credentials(0, 0, ALL, "user:[1]", "mnt:[7]", 9L);
        assertThat(Access.between(ROOT, privileged, "root")).isSameAs(Access.OWN);
    }

    @Test
    void takesAServiceOfRootsInTheSameTree() {
        Credentials service = new Credentials(0, 0, OF_A_CONTAINER, "user:[1]", "mnt:[1]", 2L);
        assertThat(Access.between(ROOT, service, "root")).isSameAs(Access.OWN);
    }
}
