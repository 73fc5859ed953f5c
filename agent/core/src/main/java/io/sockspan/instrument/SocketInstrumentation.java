package io.sockspan.instrument;

/**
 * The hooks of one family of JDK classes: the methods, the advice for each, and the loss if no method is found.
 *
 * <p>An advice class is loaded only when the hooks of its family are needed. Loading all of them would noticeably delay an application's
 * start.
 */
interface SocketInstrumentation {
    /** Adds the hooks for all classes of the family on every JDK from 8 to 25. Each JDK has some of the classes and methods. */
    void addTo(Hooks hooks);
}
