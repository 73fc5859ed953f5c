package io.sockspan.track;

/** An observer's own state of a {@link TrackedSocket}, so that it needs no map of sockets. A socket has room for one attachment. */
public interface SocketAttachment {}
