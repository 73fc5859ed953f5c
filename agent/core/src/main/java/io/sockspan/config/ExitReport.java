package io.sockspan.config;

/** The form of the report that is printed on stderr when the JVM exits. */
public enum ExitReport {
    OFF,
    TEXT,
    JSON
}
