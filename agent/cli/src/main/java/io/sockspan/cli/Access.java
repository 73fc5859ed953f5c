package io.sockspan.cli;

/**
 * Whether this command may attach to a JVM, and as whom. To attach means to make and to open files where the JVM looks for them; who
 * rules those directories can lead them elsewhere. So whoever does it never has more rights than the JVM itself: {@code
 * agent/docs/security.md} gives the reasons. Immutable.
 */
final class Access {
    /** As the user that this command runs as. */
    static final Access OWN = new Access(false, null);

    /** By a process that has become the JVM's user. */
    static final Access AS_ITS_USER = new Access(true, null);

    final boolean asItsUser;
    /** Why it may not, and what to do about it; null if it may. */
    final String refusal;

    private Access(boolean asItsUser, String refusal) {
        this.asItsUser = asItsUser;
        this.refusal = refusal;
    }

    /**
     * @param mine of this command
     * @param its of the JVM
     * @param user the name of the JVM's user
     */
    static Access between(Credentials mine, Credentials its, String user) {
        if (mine.user != its.user && !mine.isRoot()) {
            return new Access(false, asUser(user));
        }
        if (!mine.userNamespace.equals(its.userNamespace)) {
            return new Access(
                    false,
                    "it runs in a user namespace of its own, such as that of a rootless container; run this in there, as"
                            + " the JVM's user");
        }
        if (mine.user != its.user) {
            return AS_ITS_USER;
        }
        if (!mine.seesSameTreeAs(its) && !its.hasAllRightsOf(mine)) {
            return new Access(
                    false,
                    "it runs in a container, with fewer rights than this command has; run this in there, such as with"
                            + " docker exec or kubectl exec");
        }
        return OWN;
    }

    /** What to do about a JVM of another user. */
    static String asUser(String user) {
        return "it belongs to user " + user + "; run this as that user: sudo -u " + user
                + " java -jar sockspan-agent.jar ...";
    }
}
