package io.sockspan.classfile;

/** Thrown for a class file or method of a form that this package cannot weave. Nothing was woven then. */
public final class UnknownFormException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownFormException(String what) {
        super(what);
    }
}
