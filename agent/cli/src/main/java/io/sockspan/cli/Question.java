package io.sockspan.cli;

/** A command for the agent: a name, then {@code key=value} lines. */
final class Question {
    private final StringBuilder text;

    Question(String name) {
        this.text = new StringBuilder(name);
    }

    /** Adds it unless it is null or false. */
    Question with(String key, Object value) {
        if (value != null && !Boolean.FALSE.equals(value)) {
            text.append('\n').append(key).append('=').append(value);
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
