/**
 * Finds out who holds a socket: a bounded walk through the objects of this JVM, from static fields and threads to the descriptors, made only
 * on request ({@link io.sockspan.owners.OwnerSearch}). Reads which connections those pools have lent that take no walk to find
 * ({@link io.sockspan.owners.PooledSockets}). It reads fields directly, and calls no method of the application's objects.
 */
package io.sockspan.owners;
