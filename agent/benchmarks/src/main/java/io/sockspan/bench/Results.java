package io.sockspan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All pairs that were run, kept in a file too, so that a long measurement can be made in parts. */
final class Results {
    private final Map<Case, List<Pair>> pairs = new LinkedHashMap<>();
    /** Those of this run. */
    private final Map<Case, List<Pair>> added = new LinkedHashMap<>();

    private final Path file;

    private Results(Path file) {
        this.file = file;
    }

    /** What an earlier run left in that file, if any; what is added goes there too. */
    static Results in(Path file) throws IOException {
        Results results = new Results(file);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] cells = line.split("\t");
                keep(
                        results.pairs,
                        new Case(Scenario.of(cells[0]), cells[1], Backend.Kind.of(cells[2])),
                        new Pair(Outcome.parse(cells[3]), Outcome.parse(cells[4])));
            }
        }
        return results;
    }

    void add(Case what, Pair pair) throws IOException {
        keep(pairs, what, pair);
        keep(added, what, pair);
        String line = String.join(
                "\t",
                what.scenario().label,
                what.jdk(),
                what.backend().label(),
                pair.with().text(),
                pair.without().text());
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void keep(Map<Case, List<Pair>> pairs, Case what, Pair pair) {
        pairs.computeIfAbsent(what, none -> new ArrayList<>()).add(pair);
    }

    Iterable<Case> cases() {
        return pairs.keySet();
    }

    /** Only what this run has measured: an earlier one was judged when it was made. */
    Results ofThisRun() {
        Results fresh = new Results(file);
        fresh.pairs.putAll(added);
        return fresh;
    }

    List<Pair> of(Case what) {
        return pairs.getOrDefault(what, List.of());
    }

    /** Null if it was not measured. */
    Spread spread(Case what, Measure measure) {
        List<Double> values =
                of(what).stream().map(measure::of).filter(Double::isFinite).toList();
        return values.isEmpty() ? null : Spread.of(values);
    }
}
