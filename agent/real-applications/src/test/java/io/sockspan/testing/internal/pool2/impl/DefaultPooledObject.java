package io.sockspan.testing.internal.pool2.impl;

/** An entry as in the pools of Commons Pool 2, by its name and its field: that library is not on this class path. Immutable. */
public final class DefaultPooledObject {
    private final String state = "ALLOCATED";
    private final Object object;

    public DefaultPooledObject(Object object) {
        this.object = object;
    }

    @Override
    public String toString() {
        return state + " " + object;
    }
}
