package io.sockspan.owners;

/** One field on the way from a root to a socket. Immutable. */
public final class Step {
    /** The field, such as {@code com.acme.Inventory.POOL}; or the thread, such as {@code thread "worker-1"}. */
    public final String place;
    /** The simple name of the class of its value, such as {@code ArrayList}. */
    public final String type;
    /** Whether it is a static field. */
    public final boolean isStatic;
    /** Whether it belongs to code that is neither the JDK's nor a known library's. */
    public final boolean ofApplication;
    /** Whether others share the value: it is static, a thread's, or a collection. */
    final boolean shared;
    /** Whether its value is a collection. */
    public final boolean isCollection;

    Step(String place, String type, boolean isStatic, boolean ofApplication, boolean shared, boolean isCollection) {
        this.place = place;
        this.type = type;
        this.isStatic = isStatic;
        this.ofApplication = ofApplication;
        this.shared = shared;
        this.isCollection = isCollection;
    }
}
