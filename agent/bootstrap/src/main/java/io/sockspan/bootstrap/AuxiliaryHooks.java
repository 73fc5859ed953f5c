package io.sockspan.bootstrap;

/**
 * Hooks that woven JDK code calls on the application's threads when it has created a selector or one end of a pipe, or is about to close one.
 * The rules of {@link OpenHooks} apply.
 */
public final class AuxiliaryHooks {
    private AuxiliaryHooks() {}

    /** @param part an object that only this selector has */
    public static void selectorOpened(Object part) {
        Recording.current().created(part, "selector");
    }

    /** @param part an object that only this end of the pipe has */
    public static void pipeOpened(Object part) {
        Recording.current().created(part, "pipe");
    }

    /** @param part the object that was given when it was opened */
    public static void closing(Object part) {
        Recording.current().auxiliary().remove(part);
    }
}
