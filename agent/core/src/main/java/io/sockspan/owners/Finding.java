package io.sockspan.owners;

/** What the walk found out about one socket. Immutable. */
public final class Finding {
    /** Null if no field or thread that was looked at holds it. */
    public final Holder holder;
    /** The threads that are reading from or writing to it now, such as {@code being read by thread "x" at y}; null if none is known. */
    public final String user;

    /** The same for all sockets that are held, and used now, in the same way. */
    public String key() {
        return (holder == null ? "" : holder.key()) + "\n" + (user == null ? "" : user.replaceAll("\\d+", "#"));
    }

    Finding(Holder holder, String user) {
        this.holder = holder;
        this.user = user;
    }
}
