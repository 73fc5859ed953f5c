package io.sockspan.instrument;

/**
 * What is woven into one family of JDK classes: which methods, the advice for each, and what is lost where no method is found.
 *
 * <p>An advice class is loaded when the hooks of its family are asked for, and not before: loading all would be felt at an application's
 * start.
 */
interface SocketInstrumentation {
    /** Adds the hooks for all classes of the family, on every JDK from 8 to 25; a JDK has some of the classes and methods. */
    void addTo(Hooks hooks);
}
