package io.sockspan.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs a check on malformed inputs: valid examples that are cut, repeated, spliced and overwritten at random. It runs for
 * {@code sockspan.fuzz.seconds} (default 2). A failure names the seed; {@code sockspan.fuzz.seed} tries that input alone.
 */
public final class Fuzz {
    /** The check that must hold for any input; any throwable is a failure. */
    public interface Check {
        void with(byte[] input) throws Exception;
    }

    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("sockspan.fuzz.seconds", 2));
    private static final Long ONLY = Long.getLong("sockspan.fuzz.seed");
    /** Far longer than any input may take, even on a busy machine. */
    private static final long LONGEST_MILLIS = 30_000;

    private static final int MOST_CHANGES = 8;
    private static final byte[] SIGNIFICANT = {
        0, 1, -1, 127, -128, ' ', '\n', '\r', '\t', ':', ';', '=', ',', '-', '0', '9', 'f', 27
    };

    private final byte[][] examples;
    private final Check check;
    private volatile long seed;
    private volatile Throwable failure;

    private Fuzz(List<byte[]> examples, Check check) {
        this.examples = examples.toArray(new byte[0][]);
        this.check = check;
    }

    /** Runs the check on texts that are mutated from the examples. */
    public static void texts(List<String> examples, Check check) {
        bytes(
                examples.stream()
                        .map(example -> example.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                check);
    }

    /** Runs the check on bytes that are mutated from the examples. */
    public static void bytes(List<byte[]> examples, Check check) {
        new Fuzz(examples, check).run();
    }

    private void run() {
        Thread thread = new Thread(this::tryAll, "fuzz");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(NANOS) + LONGEST_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        if (thread.isAlive()) {
            throw failed("does not come to an end", null);
        }
        if (failure != null) {
            throw failed("fails", failure);
        }
    }

    private void tryAll() {
        try {
            long begin = System.nanoTime();
            for (long next = begin; System.nanoTime() - begin < NANOS; next++) {
                seed = ONLY == null ? next : ONLY;
                check.with(input(seed));
            }
        } catch (Throwable any) {
            failure = any;
        }
    }

    private AssertionError failed(String how, Throwable cause) {
        return new AssertionError(
                how + " with sockspan.fuzz.seed=" + seed + ": \""
                        + new String(input(seed), StandardCharsets.ISO_8859_1)
                                .replace("\n", "\\n")
                                .replace("\r", "\\r")
                        + "\"",
                cause);
    }

    private byte[] input(long seed) {
        Random random = new Random(seed);
        byte[] input = anyOf(random);
        for (int changes = random.nextInt(MOST_CHANGES + 1); changes > 0; changes--) {
            input = changed(input, random);
        }
        return input;
    }

    private byte[] anyOf(Random random) {
        return examples[random.nextInt(examples.length)].clone();
    }

    private byte[] changed(byte[] input, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = from + random.nextInt(Math.min(input.length - from, 64) + 1);
        switch (random.nextInt(7)) {
            case 0:
                return Arrays.copyOf(input, from);
            case 1:
                return join(input, 0, from, input, to, input.length);
            case 2:
                return join(input, 0, to, input, from, input.length);
            case 3:
                byte[] other = anyOf(random);
                return join(input, 0, from, other, random.nextInt(other.length + 1), other.length);
            case 4:
                byte[] noise = new byte[random.nextInt(16)];
                random.nextBytes(noise);
                return join(join(input, 0, from, noise, 0, noise.length), input, from);
            default:
                if (from < input.length) {
                    input[from] = random.nextBoolean()
                            ? SIGNIFICANT[random.nextInt(SIGNIFICANT.length)]
                            : (byte) (input[from] ^ 1 << random.nextInt(8));
                }
                return input;
        }
    }

    private static byte[] join(byte[] first, byte[] second, int from) {
        return join(first, 0, first.length, second, from, second.length);
    }

    private static byte[] join(byte[] first, int from, int to, byte[] second, int secondFrom, int secondTo) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(first, from, to - from);
        joined.write(second, secondFrom, secondTo - secondFrom);
        return joined.toByteArray();
    }
}
