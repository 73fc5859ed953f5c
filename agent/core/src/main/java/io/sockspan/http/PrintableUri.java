package io.sockspan.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats a URI for people, without user name, password, query and long parts of the path, which may be secrets. */
public final class PrintableUri {
    private static final int LONGEST = 200;
    /** The parts of paths that name a signal or a version are shorter than a token. */
    private static final Pattern TOKEN = Pattern.compile("[^/]{16,}");

    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^\\s\"'<>]+");
    /** A host and a port without a scheme. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.-]{1,63}:\\d{1,5}|[a-z.-]{1,63}");

    private static final String CUT = "...";

    private PrintableUri() {}

    /** Accepts any text; of a text that may be a secret as a whole, nothing is left. */
    public static String of(String uri) {
        int scheme = uri.indexOf("://");
        int authority = scheme < 0 ? 0 : scheme + 3;
        int end = endOfAuthority(uri, authority);
        int at = uri.lastIndexOf('@');
        if (at >= end) {
            // A password with a slash in it is no valid one, but it is a password.
            return uri.substring(0, authority) + CUT;
        }
        String server = uri.substring(Math.max(authority, at + 1), end);
        if (scheme < 0 && !HOST.matcher(server).matches()) {
            return CUT;
        }
        String path = uri.substring(end, Math.min(indexOf(uri, '?', end), indexOf(uri, '#', end)));
        String text = uri.substring(0, authority) + server + TOKEN.matcher(path).replaceAll(CUT);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + CUT;
    }

    /** A text of somebody else's, with each URI in it formatted like this. */
    public static String in(String text) {
        Matcher matcher = URI.matcher(text);
        StringBuffer printed = new StringBuffer();
        while (matcher.find()) {
            matcher.appendReplacement(printed, Matcher.quoteReplacement(of(matcher.group())));
        }
        return matcher.appendTail(printed).toString();
    }

    private static int endOfAuthority(String uri, int authority) {
        return Math.min(
                indexOf(uri, '/', authority), Math.min(indexOf(uri, '?', authority), indexOf(uri, '#', authority)));
    }

    private static int indexOf(String uri, char c, int from) {
        int index = uri.indexOf(c, from);
        return index < 0 ? uri.length() : index;
    }
}
