package io.sockspan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed, and with which exit code the command line ends. */
class OutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Context context(OutputStream to) {
        return new Context(
                new Build(new File("none.jar"), "0"),
                Terminal.ofThisProcess(),
                new PrintStream(to, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "--version", "help", "help leaks"})
    void endsWithAnErrorWhereTheOutputCannotBeWritten(String arguments) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThat(CommandLineTool.run(context(full), arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("sockspan: the output could not be written: its reader has gone, or the disk is full\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "leaks 1 --wait 999999999h",
                "leaks 1 --wait 1001h",
                "leaks 1 --wait -1s",
                "sockets 1 --older-than 999999999h",
                "sockets 1 --port 65536",
                "sockets 1 --port -1",
                "sockets 1 --port 99999999999999999999",
                "sockets 1 --id 99999999999999999999",
                "sockets 1 --sort up",
                "leaks 99999999999999999999",
                "bogus\u001b[31m",
            })
    void refusesInOneHarmlessLine(String arguments) {
        assertThat(CommandLineTool.run(context(out), arguments.split(" "))).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("sockspan: ")
                .endsWith("\n")
                .hasLineCount(1)
                .doesNotContain("\u001b", "Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socket 1 | Unknown command: 'socket'; the nearest is sockets; sockspan",
                "bogus | Unknown command: 'bogus'; sockspan",
                "help leak | Unknown command: 'leak'; the nearest is leaks; sockspan",
                "help token=s3cret | Unknown command: 'token...'; sockspan",
                "leaks 1 2 | Unexpected argument: '2'; sockspan leaks",
                "leaks 1 --bogus | Unknown option: '--bogus'; sockspan leaks",
                "owners 1 --id -1 | Invalid value for option '--id': expected a number from the column ID, such as 42, and"
                        + " not \"-1\"; sockspan owners",
                "sockets 1 --id x | Invalid value for option '--id': expected a number from the column ID, such as 42, and"
                        + " not \"x\"; sockspan sockets",
                "sockets 1 --state open | Invalid value for option '--state' (STATE): expected one of listen, syn_sent,"
                        + " syn_received, established, fin_wait_1, fin_wait_2, close_wait, closing, last_ack, time_wait, closed,"
                        + " and not \"open\"; sockspan sockets",
                "sockets 1 --state close-wait,ESTAB | Invalid value for option '--state' (STATE): expected one of listen, syn_sent,"
                        + " syn_received, established, fin_wait_1, fin_wait_2, close_wait, closing, last_ack, time_wait, closed,"
                        + " and not \"ESTAB\"; sockspan sockets",
                "sockets 1 --sort up | Invalid value for option '--sort': expected one of id, age, for, state, local, remote, place,"
                        + " and not \"up\"; sockspan sockets",
            })
    void saysWhatIsRight(String arguments, String reason) {
        assertThat(CommandLineTool.run(context(out), arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("sockspan: " + reason + " --help says what is right\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key=s3cret\nx", "--token=s3cret\r\nx", "https://u:s3cret@host/\n"})
    void printsNoValueOfAnArgumentWithALineBreak(String argument) {
        assertThat(CommandLineTool.run(context(out), "leaks", "1", argument)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("sockspan: ")
                .hasLineCount(1)
                .contains("...'")
                .doesNotContain("s3cret");
    }

    @Test
    void printsNothingThatCommandsTheTerminal() {
        Context context = context(out);
        context.print("SUSPECTED LEAK \u001b]0;x\u0007 of thread \"\u202e\"\n");
        context.printJson("{\"thread\": \"\u009b\"}\n");
        context.say("of another\nline");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("SUSPECTED LEAK ?]0;x? of thread \"?\"\n{\"thread\": \"\\u009b\"}\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("sockspan: of another?line\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "no number", "no number\ntext", "99999999999999999999\ntext"})
    void refusesAnAnswerThatIsNone(String answer) {
        assertThatThrownBy(() -> NumberedText.of(answer)).isInstanceOf(Failure.class);
    }

    @Test
    void takesAnAnswerWithANumber() {
        NumberedText answer = NumberedText.of("3\ntext\nmore\n");
        assertThat(answer.number).isEqualTo(3);
        assertThat(answer.text).isEqualTo("text\nmore\n");
    }
}
