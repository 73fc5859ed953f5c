package io.sockspan.demo.orders;

/** The warehouse does not know an item by this name. */
public final class UnknownItemException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownItemException(String item) {
        super("no item is called " + item);
    }
}
