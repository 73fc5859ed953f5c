package io.sockspan.soak;

/** A server or the clients of one. The line on which it leaks ends with the comment {@code // the leak}. For one thread. */
interface Application {
    /** Starts it; a server prints nothing until it is reachable at the address. */
    void start(Address address) throws Exception;

    /** One round of healthy use. A server has its load from its clients. */
    default void use() throws Exception {}

    /** Leaks once. */
    void leak() throws Exception;
}
