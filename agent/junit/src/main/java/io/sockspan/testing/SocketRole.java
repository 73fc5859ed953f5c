package io.sockspan.testing;

/** The role of a socket. */
public enum SocketRole {
    /** It connected, or tried to. */
    CLIENT,
    /** It was accepted. */
    SERVER,
    LISTENER,
    /** A descriptor that has neither connected nor listened. */
    UNCONNECTED
}
