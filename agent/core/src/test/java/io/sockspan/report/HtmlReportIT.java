package io.sockspan.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a real browser, where there is one, and reads what its scripts made of it. */
class HtmlReportIT {
    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final int SOCKETS = 5_000;

    @TempDir
    private Path directory;

    private Path browser;

    @BeforeEach
    void findBrowser() {
        browser = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(path -> BROWSERS.stream().map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(browser != null, "no Chromium on the PATH");
    }

    @Test
    void showsEverything() throws Exception {
        String dom = open("");

        assertThat(dom).contains(">5000 sockets<");
        assertThat(dom).as("rows").containsPattern("role=\"option\"[^>]*aria-setsize=\"5000\"");
        assertThat(dom.split("role=\"option\"", -1))
                .as("only the rows in sight")
                .hasSizeLessThan(100);
        assertThat(dom).as("the diagram").contains("ESTABLISHED to CLOSE_WAIT");
        assertThat(dom).as("the way from a suspect to its sockets").contains("in the timeline</button>");
    }

    @Test
    void filtersByTheAddress() throws Exception {
        assertThat(open("#text=db-3+timeout&role=client")).containsPattern(">\\d+ of 5000 sockets<");
        assertThat(open("#edge=CLOSE_WAIT%3ELAST_ACK")).contains("only those that went CLOSE_WAIT \u2192 LAST_ACK");
        assertThat(open("#state=SYN_SENT")).contains(">5000 sockets<").as("a state that nobody is in is no choice");
    }

    @Test
    void showsTheHistoryOfAChosenSocket() throws Exception {
        String clicking = withoutPolicy(render())
                .replace(
                        "</body>",
                        "<script>document.querySelector('.actions button:last-child').click()</script></body>");

        String dom = dump(clicking, "");

        assertThat(dom)
                .contains("<caption class=\"unseen\">History</caption>")
                .contains("aria-label=\"Opening stack\"")
                .contains("<dt>TLS</dt><dd>The TLS handshake failed after 9.00ms, ")
                .contains(">TLS handshake failed: unknown_ca</span>");
    }

    @Test
    void countsApartWhatIsNotProven() throws Exception {
        String read = "<script>const overview = document.getElementById('overview'); const read = new Set();"
                + "for (let x = 0; x < overview.clientWidth; x++) {"
                + "overview.dispatchEvent(new PointerEvent('pointermove', {clientX: overview.getBoundingClientRect().left + x}));"
                + "read.add(document.getElementById('overview-readout').textContent);"
                + "} document.body.dataset.read = Array.from(read).join();</script></body>";
        String dom = dump(withoutPolicy(render()).replace("</body>", read), "");

        assertThat(dom).as("solid").containsPattern("data-read=\"[^\"]*\\d CLOSE_WAIT,");
        assertThat(dom).as("pale").containsPattern("data-read=\"[^\"]*\\d ESTABLISHED or next");
    }

    /** The page's policy allows no scripts but its own. */
    private static String withoutPolicy(String page) {
        return page.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "");
    }

    private String open(String hash) throws IOException, InterruptedException {
        return dump(render(), hash);
    }

    private static String render() throws IOException {
        StringWriter page = new StringWriter();
        HtmlReport.render(ManySockets.snapshot(SOCKETS), ManySockets.suspects(SOCKETS), "orders.jar", page);
        return page.toString();
    }

    /** Opens the page, and returns what its scripts made of it. */
    private String dump(String html, String hash) throws IOException, InterruptedException {
        Path page = directory.resolve("report.html");
        Files.writeString(page, html);
        Path dom = directory.resolve("dom.html");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + Files.createTempDirectory(directory, "profile"),
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        page.toUri() + hash)
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the browser is done")
                .isTrue();
        String made = Files.readString(dom);
        assertThat(made).as("scripts ran to their end").containsPattern("<html[^>]* data-ready=\"true\"");
        assertThat(made)
                .as("and none failed")
                .containsPattern("<p class=\"notice\" id=\"failure\" role=\"alert\" hidden");
        return made;
    }
}
