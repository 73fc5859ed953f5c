package io.sockspan.owners;

/** The static fields of classes that are references. For the walking thread. */
abstract class Statics {
    /**
     * @param layouts counts what cannot be read
     * @return what needs no reflection, if this JVM keeps the fields where HotSpot does
     */
    static Statics of(RawMemory memory, Layouts layouts) {
        Statics ofMirrors = MirrorStatics.find(memory, layouts);
        return ofMirrors == null ? new ReflectedStatics(memory, layouts) : ofMirrors;
    }

    /** How many the class has; 0 if they cannot be read, and for primitive types and arrays. */
    abstract int count(Class<?> type);

    /** The value of one of those that were counted last. */
    abstract Object value(Class<?> type, int index);

    /** The name of one of them; {@code ?} if it cannot be read. */
    abstract String name(Class<?> type, int index);
}
