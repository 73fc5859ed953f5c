import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a test class, and writes a line for each test into a file: its id, a tab, what became of it. */
final class RunTests {
    private RunTests() {}

    public static void main(String[] args) throws IOException {
        try (PrintStream results = new PrintStream(new FileOutputStream(args[0]), true)) {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(args[1]))
                                    .build(),
                            listener(results));
        }
        // Threads of a test that failed may go on.
        Runtime.getRuntime().halt(0);
    }

    private static TestExecutionListener listener(PrintStream results) {
        return new TestExecutionListener() {
            @Override
            public void executionSkipped(TestIdentifier test, String why) {
                write(test, "SKIPPED");
            }

            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                boolean isFine = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
                // A class or template is worth a line only if it failed by itself.
                if (test.isTest() || !isFine) {
                    write(test, result.getStatus().toString());
                }
                result.getThrowable().ifPresent(Throwable::printStackTrace);
            }

            private void write(TestIdentifier test, String what) {
                results.println(test.getUniqueId() + "\t" + what);
            }
        };
    }
}
