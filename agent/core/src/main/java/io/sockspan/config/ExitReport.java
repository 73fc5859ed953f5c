package io.sockspan.config;

/** In which form a report is printed on stderr when the JVM exits. */
public enum ExitReport {
    OFF,
    TEXT,
    JSON
}
