package io.sockspan.config;

/** In which form what is known is printed on stderr when the JVM exits. */
public enum ExitReport {
    OFF,
    TEXT,
    JSON
}
