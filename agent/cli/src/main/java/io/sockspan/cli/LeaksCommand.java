package io.sockspan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leaks}. */
@Command(
        name = "leaks",
        description = "Tell the suspects, each with the line of code that opened it. Attaches if need be.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing is suspect", "1:there are suspects", "2:it could not be done"})
final class LeaksCommand extends AbstractCommand {
    private static final int FOUND = 1;

    @Mixin
    private TargetParameter target;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    LeaksCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() {
        String answer = ask(
                target.jvm(),
                new Question("leaks")
                        .with("json", json)
                        .with("width", context.terminal.width())
                        .toString());
        int end = answer.indexOf('\n');
        String text = answer.substring(end + 1);
        if (json) {
            context.out.print(text);
            context.out.flush();
        } else {
            context.print(text);
        }
        return answer.substring(0, end).equals("0") ? 0 : FOUND;
    }
}
