package io.sockspan.leak;

/** Who has a connection that a client's pool has opened, as far as one reading of the pool shows it. */
enum Lease {
    /** The pool did not have it. It may also have been on its way into the pool or out of it: only a second reading makes sure. */
    LENT,
    /** It lay in the pool. */
    IDLE,
    /** The pool, or this connection of it, cannot be read. */
    UNKNOWN
}
