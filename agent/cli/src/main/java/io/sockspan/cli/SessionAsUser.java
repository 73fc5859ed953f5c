package io.sockspan.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The process that root's command line starts as the JVM's user: it attaches, reads questions from stdin, and writes the answers to stdout.
 * A question consists of a command, options, and whether the options are meant; an answer consists of a byte for its kind and a text. Each
 * text follows its length in bytes.
 */
final class SessionAsUser {
    /** The first argument of such a process, which identifies it. */
    static final String ARGUMENT = "session-as-user";

    static final byte ANSWERED = 0;
    static final byte STARTED = 1;
    static final byte FAILED = 2;

    private static final int LONGEST_QUESTION = 1 << 20;

    private SessionAsUser() {}

    static List<String> arguments(Jvm target, boolean more) {
        return Arrays.asList(
                ARGUMENT,
                String.valueOf(target.pid),
                String.valueOf(target.idInside),
                String.valueOf(target.seesOwnTree),
                String.valueOf(more),
                target.mainClass);
    }

    /** Answers until there are no more questions. */
    static int run(Build build, String... arguments) {
        DataInputStream questions = new DataInputStream(new FileInputStream(FileDescriptor.in));
        DataOutputStream answers = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        // Nothing else may write to stdout in between.
        System.setOut(System.err);
        try (Lazy connection = new Lazy(target(arguments), build, Boolean.parseBoolean(arguments[4]))) {
            while (true) {
                String command = readText(questions, LONGEST_QUESTION);
                String options = readText(questions, LONGEST_QUESTION);
                answer(connection, command, questions.readBoolean() ? options : null, answers);
            }
        } catch (EOFException done) {
            return 0;
        } catch (IOException e) {
            return CommandLineTool.FAILED;
        }
    }

    /** Root has found out what is needed of it. */
    private static Jvm target(String... arguments) {
        Jvm.Builder target = new Jvm.Builder(Integer.parseInt(arguments[1]));
        target.idInside = Integer.parseInt(arguments[2]);
        target.seesOwnTree = Boolean.parseBoolean(arguments[3]);
        target.command = arguments[5];
        return target.build();
    }

    private static void answer(Lazy connection, String command, String options, DataOutputStream answers)
            throws IOException {
        byte kind;
        String text;
        try {
            AgentConnection.Answer answer = connection.get().ask(command, options);
            kind = answer.started ? STARTED : ANSWERED;
            text = answer.text;
        } catch (Failure e) {
            kind = FAILED;
            text = e.getMessage();
        }
        answers.writeByte(kind);
        writeText(answers, text);
        answers.flush();
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in, int longest) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > longest) {
            throw new IOException("a text of " + length + " bytes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int left = length; left > 0; ) {
            // Read it as it arrives, whatever length it claims.
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException();
            }
            bytes.write(buffer, 0, count);
            left -= count;
        }
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }

    /** Attaches at the first question, so that a failure becomes an answer, too. */
    private static final class Lazy implements AutoCloseable {
        private final Jvm target;
        private final Build build;
        private final boolean more;
        private AgentConnection connection;

        Lazy(Jvm target, Build build, boolean more) {
            this.target = target;
            this.build = build;
            this.more = more;
        }

        AgentConnection get() {
            if (connection == null) {
                connection = new OwnConnection(target, build, more);
            }
            return connection;
        }

        @Override
        public void close() {
            if (connection != null) {
                connection.close();
            }
        }
    }
}
