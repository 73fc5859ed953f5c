package io.sockspan.bootstrap;

import java.io.FileDescriptor;
import java.net.ProtocolFamily;

/**
 * Hooks that woven JDK code calls on the application's threads when it has created a selector, one end of a pipe or a Unix-domain channel, or is
 * about to close one. The rules of {@link OpenHooks} apply.
 */
public final class AuxiliaryHooks {
    private static final String UNIX = "UNIX";

    private AuxiliaryHooks() {}

    /** @param part an object that only this selector has */
    public static void selectorOpened(Object part) {
        created(part, "selector");
    }

    /** @param part an object that only this end of the pipe has */
    public static void pipeOpened(Object part) {
        created(part, "pipe");
    }

    private static void created(Object part, String kind) {
        Recording recording = Recording.current();
        AuxiliaryDescriptors auxiliary = recording.auxiliary();
        if (part != null && recording != Recording.OFF && !recording.own().isAgentThread() && !auxiliary.isFull()) {
            CallSite callSite = recording.callSites().auxiliary(System.nanoTime());
            auxiliary.add(new AuxiliaryDescriptor(part, kind, callSite));
        }
    }

    /** A channel of any family was created. The JDK has checked that the family is one of its own. */
    public static void channelOpened(ProtocolFamily family, FileDescriptor descriptor) {
        if (UNIX.equals(family.name())) {
            unixOpened(descriptor);
        }
    }

    static void unixOpened(FileDescriptor descriptor) {
        created(descriptor, "Unix-domain channel");
    }

    /** @param part the object that was given when it was opened */
    public static void closing(Object part) {
        Recording.current().auxiliary().remove(part);
    }
}
