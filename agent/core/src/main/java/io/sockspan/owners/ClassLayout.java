package io.sockspan.owners;

/** What the walk needs to know about a class: where its references are. Immutable. */
final class ClassLayout {
    enum Kind {
        /** Nothing in it leads to a socket. */
        LEAF,
        OBJECT,
        ARRAY,
        /** It has the number of a descriptor. */
        DESCRIPTOR
    }

    private static final long[] NONE = {};

    final Kind kind;
    final Place place;
    /** Whether it is a part of a collection, whose share belongs to the field that holds the collection. */
    final boolean collection;
    /** Whether it knows sockets without being their user, as a selector does: it is entered when everything else was. */
    final boolean late;
    /** Offsets of the references. */
    final long[] offsets;
    /** Names of their fields. */
    final String[] names;
    /** The places of their fields. */
    final Place[] places;
    /** Offset of the descriptor's number. */
    final long number;

    private ClassLayout(
            Kind kind,
            Place place,
            boolean collection,
            boolean late,
            long[] offsets,
            String[] names,
            Place[] places,
            long number) {
        this.kind = kind;
        this.place = place;
        this.collection = collection;
        this.late = late;
        this.offsets = offsets;
        this.names = names;
        this.places = places;
        this.number = number;
    }

    static ClassLayout leaf(Place place, boolean collection) {
        return new ClassLayout(Kind.LEAF, place, collection, false, NONE, null, null, 0);
    }

    static ClassLayout array(Place place) {
        return new ClassLayout(Kind.ARRAY, place, true, false, NONE, null, null, 0);
    }

    static ClassLayout descriptor(Place place, long number) {
        return new ClassLayout(Kind.DESCRIPTOR, place, false, false, NONE, null, null, number);
    }

    static ClassLayout object(Place place, boolean collection, boolean late, ReferenceFields fields) {
        Place[] places = new Place[fields.offsets.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = new Place();
        }
        return new ClassLayout(Kind.OBJECT, place, collection, late, fields.offsets, fields.names, places, 0);
    }
}
