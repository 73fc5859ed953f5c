package io.sockspan.bootstrap;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Reads system properties for the initializers of the bootstrap classes. A hook may run them on a stack with application code to which a
 * security manager denies it; the class would then be unusable for good.
 */
final class SystemProperty {
    private SystemProperty() {}

    static String get(String name) {
        // No lambda, because that would load many classes on the application's thread.
        return AccessController.doPrivileged(new PrivilegedAction<String>() {
            @Override
            public String run() {
                return System.getProperty(name);
            }
        });
    }

    static boolean isJava8() {
        return get("java.specification.version").startsWith("1.");
    }
}
