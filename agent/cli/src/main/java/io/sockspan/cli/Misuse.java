package io.sockspan.cli;

import io.sockspan.config.NearestName;
import io.sockspan.protocol.PrintableValue;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the arguments, and where to read what is right. An argument may be {@code key=value} with a secret in it. */
final class Misuse {
    private Misuse() {}

    static String of(ParameterException e) {
        CommandLine line = e.getCommandLine();
        // An argument with a line break in it stands in the message as a whole.
        String what = reason(e, line).split("\\R")[0];
        return what + "; " + line.getCommandSpec().qualifiedName() + " --help says what is right";
    }

    private static String reason(ParameterException e, CommandLine line) {
        if (!(e instanceof UnmatchedArgumentException)) {
            // The message of the command "help".
            return e.getMessage().startsWith("Unknown subcommand")
                    ? unknownCommand(e.getValue(), line)
                    : e.getMessage();
        }
        UnmatchedArgumentException unmatched = (UnmatchedArgumentException) e;
        String first = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            return "Unknown option: " + quoted(first);
        }
        return line.getSubcommands().isEmpty() ? "Unexpected argument: " + quoted(first) : unknownCommand(first, line);
    }

    private static String unknownCommand(String written, CommandLine line) {
        return "Unknown command: " + quoted(written)
                + NearestName.of(written, line.getSubcommands().keySet())
                        .map(nearest -> "; the nearest is " + nearest)
                        .orElse("");
    }

    private static String quoted(String argument) {
        return "'" + PrintableValue.ofArgument(argument) + "'";
    }
}
