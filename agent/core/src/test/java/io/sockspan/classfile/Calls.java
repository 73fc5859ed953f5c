package io.sockspan.classfile;

import java.util.ArrayList;
import java.util.List;

/** What the woven subject calls. */
public final class Calls {
    static final List<String> SEEN = new ArrayList<>();
    static boolean fails;

    private Calls() {}

    private static void add(String call) {
        SEEN.add(call);
        if (fails) {
            throw new IllegalArgumentException("hook");
        }
    }

    public static String enter(String field, int number) {
        add("enter " + field + " " + number);
        return "entered";
    }

    public static void enterStatic(int value, Object text) {
        add("enter " + value + " " + text);
    }

    public static void exit(String entered, long result, Throwable thrown) {
        add("exit " + entered + " " + result + " " + thrown);
    }

    public static void exitInt(String entered, long result) {
        add("exit " + entered + " " + result);
    }

    public static void exitDouble(String entered, double result, Object field, boolean yes, Object none) {
        add("exit " + entered + " " + result + " " + field + " " + yes + " " + none);
    }

    public static void exitStatic(Object result, String text, Throwable thrown) {
        add("exit " + result + " " + text + " " + thrown);
    }

    public static void got(int value, boolean yes) {
        add("got " + value + " " + yes);
    }

    public static void thrown(Throwable thrown) {
        add("exit " + thrown);
    }

    public static void made(String first, long second) {
        add("made " + first + " " + second);
    }

    public static void caught(Throwable failure) {
        SEEN.add("caught " + failure.getMessage());
    }
}
