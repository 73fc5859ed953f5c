package io.sockspan.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Results for people: on a terminal and in Markdown. */
final class Table {
    private Table() {}

    /** One line for each figure of each case. */
    static String text(Results results) {
        StringBuilder text = new StringBuilder();
        for (Case what : results.cases()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%s, JDK %s, backend %s, %d pairs: median (least to most)%n",
                    what.scenario().label,
                    what.jdk(),
                    what.backend().label(),
                    results.of(what).size()));
            for (Measure measure : what.scenario().measures) {
                Spread spread = results.spread(what, measure);
                if (spread != null) {
                    text.append(String.format(Locale.ROOT, "  %-72s %s%n", measure.label, cell(measure, spread)));
                }
            }
        }
        return text.toString();
    }

    /**
     * One line for each scenario and figure, one column for each JDK and backend: a table of the figures that matter most, and behind
     * it, folded, one of the others.
     */
    static String markdown(Results results) {
        List<String> columns = new ArrayList<>();
        results.cases().forEach(what -> {
            if (!columns.contains(column(what))) {
                columns.add(column(what));
            }
        });
        return table(results, columns, Measure.FIRST::contains)
                + "\n<details>\n<summary>All other figures</summary>\n\n"
                + table(results, columns, measure -> !Measure.FIRST.contains(measure))
                + "\n</details>\n";
    }

    private static String table(Results results, List<String> columns, Predicate<Measure> wanted) {
        StringBuilder text = new StringBuilder("| scenario | figure | " + String.join(" | ", columns) + " |\n");
        text.append("|---|---|").append("---|".repeat(columns.size())).append('\n');
        for (Scenario scenario : Scenario.values()) {
            for (Measure measure : scenario.measures) {
                List<String> cells = new ArrayList<>();
                for (String column : columns) {
                    cells.add(cell(results, scenario, measure, column));
                }
                if (wanted.test(measure) && cells.stream().anyMatch(cell -> !cell.isEmpty())) {
                    text.append(String.format(
                            "| `%s` | %s | %s |%n", scenario.label, measure.label, String.join(" | ", cells)));
                }
            }
        }
        return text.toString();
    }

    private static String cell(Results results, Scenario scenario, Measure measure, String column) {
        for (Case what : results.cases()) {
            if (what.scenario() == scenario && column(what).equals(column)) {
                Spread spread = results.spread(what, measure);
                return spread == null ? "" : cell(measure, spread);
            }
        }
        return "";
    }

    private static String column(Case what) {
        return "JDK " + what.jdk()
                + (what.backend() == Backend.Kind.LOCAL
                        ? ""
                        : ", backend " + what.backend().label());
    }

    private static String cell(Measure measure, Spread spread) {
        return measure.format(spread.median()) + " (" + measure.format(spread.least()) + " to "
                + measure.format(spread.most()) + ")";
    }
}
