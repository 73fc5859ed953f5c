package io.sockspan.track;

/**
 * What an observer keeps with a {@link TrackedSocket}, so that it needs no map of its own with an entry for each socket. There is room
 * for one.
 */
public interface SocketAttachment {}
