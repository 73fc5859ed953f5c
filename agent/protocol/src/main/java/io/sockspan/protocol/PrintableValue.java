package io.sockspan.protocol;

import java.util.regex.Pattern;

/**
 * Formats a setting's wrong value for people. Whoever sets an option by mistake may set it to what was meant for another one: a password,
 * the header of a request, a URL with a token. So only a value that resembles a right one is printed: a number with a unit, or a few
 * lower-case words. Pure functions.
 */
public final class PrintableValue {
    /** Stands for a value that is not printed. */
    public static final String HIDDEN = "(not printed, as it may be a secret)";

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}([.,]\\d{1,6})?( ?[a-z%/]{1,3})?");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z]{0,10}|[a-z]{1,12}([,_/-][a-z]{1,12}){0,3}");
    private static final Pattern NAME = Pattern.compile("[a-z_.-]{1,40}");
    private static final Pattern PATH =
            Pattern.compile("\\.{0,2}/[^\\p{Cntrl}]{0,99}|[^\\p{Cntrl}]{1,94}\\.[A-Za-z0-9]{1,5}");

    private PrintableValue() {}

    public static String of(String value) {
        return NUMBER.matcher(value).matches() || WORDS.matcher(value).matches() ? value : HIDDEN;
    }

    /** Whether a text that should be an option's name resembles one, and is not the rest of a value with a separator in it. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Of what should be the path of a file; some put the file's content there instead, such as a private key. */
    public static String ofPath(String value) {
        return PATH.matcher(value).matches() && !value.contains("-----") ? value : HIDDEN;
    }

    /** Of an argument of the command line, such as {@code key=value}: what stands before the first equals sign or colon. */
    public static String ofArgument(String argument) {
        int end = 0;
        while (end < argument.length() && "=:@?".indexOf(argument.charAt(end)) < 0) {
            end++;
        }
        return end == argument.length() ? argument : argument.substring(0, end) + "...";
    }
}
