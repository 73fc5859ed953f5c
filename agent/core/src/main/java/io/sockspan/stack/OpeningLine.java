package io.sockspan.stack;

import java.util.List;

/**
 * The frame that represents a stack in reports: the innermost frame that is neither the JDK's nor a known library's, with the library that
 * opened the socket for it. If the stack has no such frame, it is the innermost frame of a library that opens sockets. Otherwise it is a
 * frame of the JDK outside its socket code. Immutable.
 */
public final class OpeningLine {
    /** Index of the frame; -1 if the stack is empty. */
    public final int index;
    /** Whether the frame is the application's own, as far as known. */
    public final boolean ofApplication;
    /** The library that opened the socket, such as {@code OkHttp}; null if the application opened it itself. */
    public final String library;
    /** Index of the outermost frame of the library; -1 if there is no library, or it is a part of the JDK. */
    public final int libraryEntry;

    private OpeningLine(int index, boolean ofApplication, String library, int libraryEntry) {
        this.index = index;
        this.ofApplication = ofApplication;
        this.library = library;
        this.libraryEntry = libraryEntry;
    }

    /** @param frames innermost first */
    public static OpeningLine of(List<StackTraceElement> frames) {
        FrameOwner[] owners = new FrameOwner[frames.size()];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = FrameOwner.of(frames.get(i));
        }
        int application = first(owners, FrameOwner.APPLICATION, 0);
        int before = application < 0 ? owners.length : application;
        int opener = opener(frames, owners, before);
        if (opener < 0) {
            String jdk = jdkLibrary(frames, before);
            int index = application < 0 ? withoutApplication(frames, owners) : application;
            return new OpeningLine(index, application >= 0, jdk, -1);
        }
        Library library = library(frames.get(opener));
        int entry = opener;
        for (int i = opener; i < before; i++) {
            if (owners[i] == FrameOwner.LIBRARY && library(frames.get(i)).name.equals(library.name)) {
                entry = i;
            }
        }
        return new OpeningLine(application < 0 ? opener : application, application >= 0, library.name, entry);
    }

    /**
     * The innermost frame of a library that opens sockets itself, or of the one that does so by an event loop such as Netty's; -1 if there is
     * none.
     */
    private static int opener(List<StackTraceElement> frames, FrameOwner[] owners, int before) {
        int eventLoop = -1;
        for (int i = 0; i < before; i++) {
            Library library = owners[i] == FrameOwner.LIBRARY ? library(frames.get(i)) : null;
            if (library == null || library.kind == Library.Kind.RUNS_OTHERS) {
                continue;
            }
            if (library.kind == Library.Kind.OPENS) {
                return i;
            }
            eventLoop = eventLoop < 0 ? i : eventLoop;
        }
        return eventLoop;
    }

    private static Library library(StackTraceElement frame) {
        return Libraries.KNOWN.of(frame.getClassName());
    }

    private static String jdkLibrary(List<StackTraceElement> frames, int before) {
        for (int i = 0; i < before; i++) {
            Library library = Libraries.OF_THE_JDK.of(frames.get(i).getClassName());
            if (library != null) {
                return library.name;
            }
        }
        return null;
    }

    private static int withoutApplication(List<StackTraceElement> frames, FrameOwner[] owners) {
        int outside = -1;
        for (int i = 0; i < owners.length; i++) {
            if (owners[i] == FrameOwner.JDK) {
                if (!isThreadCode(frames.get(i).getClassName())) {
                    return i;
                }
                outside = outside < 0 ? i : outside;
            }
        }
        if (outside >= 0) {
            return outside;
        }
        return owners.length == 0 ? -1 : 0;
    }

    /** Whether a class belongs to the JDK's code that runs any task, which does not identify this one. */
    private static boolean isThreadCode(String className) {
        return className.startsWith("java.lang.")
                || className.startsWith("java.util.concurrent.")
                || className.startsWith("java.security.")
                || className.startsWith("jdk.internal.misc.")
                || className.startsWith("jdk.internal.vm.");
    }

    private static int first(FrameOwner[] owners, FrameOwner owner, int from) {
        for (int i = from; i < owners.length; i++) {
            if (owners[i] == owner) {
                return i;
            }
        }
        return -1;
    }
}
