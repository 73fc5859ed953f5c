package io.sockspan.telemetry.otlp;

import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one protobuf message, one after the other: as much of protobuf's wire format as it takes to read a backend's answers.
 */
final class ProtobufFields {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final byte[] bytes;
    private final int limit;
    private int position;
    private long number;
    private int type;
    private long value;
    private int start;
    private int end;

    ProtobufFields(byte[] message) {
        this(message, 0, message.length);
    }

    private ProtobufFields(byte[] bytes, int from, int limit) {
        this.bytes = bytes;
        this.position = from;
        this.limit = limit;
    }

    /**
     * Goes to the next field; returns false at the end.
     *
     * @throws IllegalArgumentException if what follows is no field
     */
    boolean next() {
        if (position == limit) {
            return false;
        }
        long tag = varint();
        number = tag >>> 3;
        type = (int) (tag & 7);
        if (type == VARINT) {
            value = varint();
        } else {
            skip(type == LENGTH_DELIMITED ? varint() : type == FIXED_64 ? 8 : type == FIXED_32 ? 4 : -1);
        }
        return true;
    }

    /** Whether the present field is that number of a message's fields, and an integer. */
    boolean isNumber(int field) {
        return number == field && type == VARINT;
    }

    /** Whether the present field is that number of a message's fields, and a message, a string or bytes. */
    boolean isMessage(int field) {
        return number == field && type == LENGTH_DELIMITED;
    }

    long value() {
        return value;
    }

    ProtobufFields message() {
        return new ProtobufFields(bytes, start, end);
    }

    /** The text of the present field, cut and in printable ASCII. */
    String text(int longest) {
        int length = Math.min(end - start, longest);
        String text = new String(bytes, start, length, StandardCharsets.UTF_8).replaceAll("[^ -~]", "?");
        return length < end - start ? text + "..." : text;
    }

    private void skip(long length) {
        if (length < 0 || length > limit - position) {
            throw new IllegalArgumentException();
        }
        start = position;
        end = position + (int) length;
        position = end;
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 64 && position < limit; shift += 7) {
            byte b = bytes[position++];
            result |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw new IllegalArgumentException();
    }
}
