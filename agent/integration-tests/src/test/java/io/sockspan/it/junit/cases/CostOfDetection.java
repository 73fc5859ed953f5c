package io.sockspan.it.junit.cases;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.sockspan.junit.DetectSocketLeaks;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What the extension adds to a test that opens nothing: 2,000 empty tests with it and without it, in turns. Prints the medians. Run it
 * with the packed jar, the compiled cases and one Jupiter on the class path.
 */
public final class CostOfDetection {
    private static final int TESTS = 2_000;
    private static final int ROUNDS = 9;

    private CostOfDetection() {}

    public static void main(String[] arguments) {
        Launcher launcher = LauncherFactory.create();
        double[] without = new double[ROUNDS];
        double[] with = new double[ROUNDS];
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            seconds(launcher, Without.class);
            seconds(launcher, With.class);
        }
        for (int round = 0; round < ROUNDS; round++) {
            without[round] = seconds(launcher, Without.class);
            with[round] = seconds(launcher, With.class);
        }
        double added = (median(with) - median(without)) / TESTS;
        System.out.printf(
                "%d empty tests: %.0f ms without, %.0f ms with the extension; it adds %.4f ms a test%n",
                TESTS, median(without) * 1e3, median(with) * 1e3, added * 1e3);
        System.exit(0);
    }

    private static double seconds(Launcher launcher, Class<?> suite) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(suite))
                .build();
        long began = System.nanoTime();
        launcher.execute(request);
        return (System.nanoTime() - began) / 1e9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static class Without {
        @RepeatedTest(TESTS)
        void isEmpty() {}
    }

    @DetectSocketLeaks
    static class With {
        @RepeatedTest(TESTS)
        void isEmpty() {}
    }
}
