package io.sockspan.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version of this build, which the build writes into a resource. */
final class AgentVersion {
    private AgentVersion() {}

    /** Such as {@code 1.2.0}; {@code unknown} where the resource cannot be read. */
    static String get() {
        Properties properties = new Properties();
        try (InputStream in = AgentVersion.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException unreadable) {
            // The version is reported as unknown.
        }
        return properties.getProperty("version", "unknown");
    }
}
