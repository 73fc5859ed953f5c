package io.sockspan.config;

/** The sockets whose opening stack is kept. */
public enum Stacks {
    /** Of all sockets up to {@link Options#STACKS_RATE} a second, of a share of them above. */
    AUTO,
    ALWAYS,
    OFF
}
