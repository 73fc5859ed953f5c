package io.sockspan.config;

import java.util.List;

/** Renders the table of options: help for a terminal, Markdown for the documentation. */
final class OptionsText {
    private static final int COLUMNS = 100;
    private static final String MARGIN = "  ";
    private static final String INDENT = "      ";
    private static final int DEFAULT_WIDTH = 26;

    private static final String HOW_TO_SET = "Set an option as an agent argument,"
            + " -javaagent:sockspan-agent.jar=key=value;key=value, or as a system property, -Dsockspan.key=value, or in the"
            + " environment, SOCKSPAN_KEY=value (upper case, underscores for dots). The first of these that has the option"
            + " wins; the list shows the defaults. A value in the agent arguments cannot contain a semicolon, and most shells"
            + " need quotes around one. Write durations as 250ms, 10s, 5m or 1h. The agent reports a wrong value and uses the"
            + " default instead.";

    private static final String OTEL =
            "The agent arguments also take OpenTelemetry's system properties, such as" + " otel.service.name=orders.";

    private OptionsText() {}

    static String help(List<Option<?>> options) {
        StringBuilder text = new StringBuilder();
        wrap(text, "", HOW_TO_SET);
        text.append('\n');
        for (Option<?> option : options) {
            StringBuilder setting = new StringBuilder(option.name() + "=" + option.defaultText());
            while (setting.length() < DEFAULT_WIDTH) {
                setting.append(' ');
            }
            text.append(MARGIN)
                    .append(setting)
                    .append(MARGIN)
                    .append(option.values())
                    .append('\n');
            wrap(text, INDENT, option.doc());
        }
        text.append('\n');
        wrap(text, "", OTEL);
        return text.toString();
    }

    static String markdownTable(List<Option<?>> options) {
        StringBuilder text = new StringBuilder("| option | default | values | what it does |\n|---|---|---|---|\n");
        for (Option<?> option : options) {
            String defaultText = option.defaultText().isEmpty() ? "(empty)" : "`" + option.defaultText() + "`";
            text.append("| `").append(option.name()).append("` | ").append(defaultText);
            text.append(" | ").append(option.values());
            text.append(" | ").append(option.doc()).append(" |\n");
        }
        return text.toString();
    }

    private static void wrap(StringBuilder text, String indent, String sentence) {
        int column = 0;
        for (String word : sentence.split(" ")) {
            if (column > 0 && column + 1 + word.length() > COLUMNS) {
                text.append('\n');
                column = 0;
            }
            String before = column == 0 ? indent : " ";
            text.append(before).append(word);
            column += before.length() + word.length();
        }
        text.append('\n');
    }
}
