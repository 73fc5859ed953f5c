package io.sockspan.cli;

/** An answer of the agent whose first line is a number. Immutable. */
final class NumberedText {
    final long number;
    /** The text after that line. */
    final String text;

    private NumberedText(long number, String text) {
        this.number = number;
        this.text = text;
    }

    /** @throws Failure if the first line is no number: whoever controls the JVM can answer anything */
    static NumberedText of(String answer) {
        int end = answer.indexOf('\n');
        try {
            return new NumberedText(Long.parseLong(answer.substring(0, Math.max(0, end))), answer.substring(end + 1));
        } catch (NumberFormatException e) {
            throw new Failure("the JVM's answer is not one that Sockspan's agent would give");
        }
    }
}
