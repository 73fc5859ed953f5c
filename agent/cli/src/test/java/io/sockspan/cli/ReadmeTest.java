package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of commands has those that there are. */
class ReadmeTest {
    @Test
    void listsTheCommands() throws IOException {
        assertThat(inReadme()).isEqualTo(inHelp());
    }

    private static Set<String> inReadme() throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("README.md"))) {
            directory = directory.getParent();
        }
        String readme = Files.readString(directory.resolve("README.md"));
        String block =
                readme.substring(readme.indexOf("<!-- commands -->"), readme.indexOf("<!-- end of commands -->"));
        return block.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> Pattern.compile("`([a-z-]+)").matcher(cell).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> inHelp() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Context context = new Context(
                new Build(new File("none.jar"), "0"), Terminal.ofThisProcess(), new PrintStream(out), System.err);
        CommandLineTool.run(context, "help");
        String help = out.toString();
        return help.substring(help.indexOf("Commands:"), help.indexOf("PID is"))
                .lines()
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().split(" ")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
