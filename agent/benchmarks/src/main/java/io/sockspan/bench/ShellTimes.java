package io.sockspan.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The processor time of a whole process, from its start to after its end, as the shell knows it that has started it. */
final class ShellTimes {
    private static final String MARK = "times";
    private static final Pattern TIME = Pattern.compile("(\\d+)m(\\d+(?:\\.\\d+)?)s");

    private ShellTimes() {}

    /** What to put before a command. The shell prints its own times and then those of its children, last of all. */
    static List<String> prefix() {
        return List.of("sh", "-c", "\"$@\"; status=$?; echo; echo " + MARK + "; times; exit $status", "sh");
    }

    /** Seconds in user and kernel mode; NaN if the output has no such line. */
    static double of(String output) {
        return output.lines()
                .dropWhile(line -> !line.equals(MARK))
                .skip(2)
                .mapToDouble(ShellTimes::seconds)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double seconds(String line) {
        double seconds = 0;
        Matcher time = TIME.matcher(line);
        while (time.find()) {
            seconds += 60 * Double.parseDouble(time.group(1)) + Double.parseDouble(time.group(2));
        }
        return seconds;
    }
}
