package io.sockspan.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page's style and scripts, which are files of this jar, and the content security policy that allows them and nothing else. Immutable.
 */
final class PageAssets {
    /** In this order, because each script uses only those before it. */
    private static final String[] SCRIPTS = {
        "dom.js",
        "times.js",
        "model.js",
        "filter.js",
        "palette.js",
        "zoom.js",
        "axis.js",
        "overview.js",
        "bars.js",
        "timeline.js",
        "edges.js",
        "diagram.js",
        "details.js",
        "suspects.js",
        "print.js",
        "main.js"
    };

    final String style;
    /** Runs before anything is drawn, so that a dark page does not start with a white flash. */
    final String theme;

    final String script;

    private PageAssets(String style, String theme, String script) {
        this.style = style;
        this.theme = theme;
        this.script = script;
    }

    static PageAssets load() {
        StringBuilder script = new StringBuilder("(() => {\n'use strict';\n");
        for (String name : SCRIPTS) {
            script.append(read(name));
        }
        return new PageAssets(
                read("page.css"), read("theme.js"), script.append("})();\n").toString());
    }

    /** Allows scripts by their hashes, so that no script that hides in a name from the application can run. */
    String contentSecurityPolicy() {
        return "default-src 'none'; script-src " + hash(theme) + " " + hash(script) + "; style-src " + hash(style)
                + "; img-src data:; base-uri 'none'; form-action 'none'";
    }

    /** The text of a file beside this package's classes. */
    static String read(String name) {
        try (InputStream in = PageAssets.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the agent's jar lacks " + name + " of the HTML report");
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int read; (read = in.read(buffer)) > 0; ) {
                text.write(buffer, 0, read);
            }
            return new String(text.toByteArray(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
