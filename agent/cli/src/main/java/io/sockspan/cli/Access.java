package io.sockspan.cli;

/**
 * Whether this command may attach to a JVM, and as which user. An attach creates and opens files in directories where the JVM expects them,
 * and whoever controls those directories can redirect it. So the process that attaches never has more rights than the JVM itself: {@code
 * agent/docs/security.md} gives the reasons. Immutable.
 */
final class Access {
    /** Attach as the user of this command. */
    static final Access OWN = new Access(false, null);

    /** Attach through a process that has become the JVM's user. */
    static final Access AS_ITS_USER = new Access(true, null);

    final boolean asItsUser;
    /** Why this command may not attach, and what to do about it; null if it may. */
    final String refusal;

    private Access(boolean asItsUser, String refusal) {
        this.asItsUser = asItsUser;
        this.refusal = refusal;
    }

    /**
     * @param mine the credentials of this command
     * @param its the credentials of the JVM
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

    /** The advice for a JVM of another user. */
    static String asUser(String user) {
        return "it belongs to user " + user + "; run this as that user: sudo -u " + user
                + " java -jar sockspan-agent.jar ...";
    }
}
