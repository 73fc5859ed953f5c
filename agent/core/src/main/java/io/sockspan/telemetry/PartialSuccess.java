package io.sockspan.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * What the backend rejected of an export that it accepted otherwise: the field {@code partial_success} of {@code
 * ExportTraceServiceResponse} and {@code ExportMetricsServiceResponse}. Immutable.
 */
final class PartialSuccess {
    static final PartialSuccess NONE = new PartialSuccess(0, "");

    private static final int LONGEST_MESSAGE = 200;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    /** How many spans or data points were rejected. */
    final long rejected;
    /** The backend's reason, cut and in printable ASCII; empty if it gave none. */
    final String message;

    private PartialSuccess(long rejected, String message) {
        this.rejected = rejected;
        this.message = message;
    }

    /** Whether there is nothing to report. */
    boolean isNone() {
        return rejected == 0 && message.isEmpty();
    }

    /** @param response as received; of a response that is not protobuf, {@link #NONE} is returned */
    static PartialSuccess in(byte[] response) {
        try {
            Fields outer = new Fields(response, 0, response.length);
            PartialSuccess found = NONE;
            while (outer.next()) {
                if (outer.number == 1 && outer.type == LENGTH_DELIMITED) {
                    found = of(new Fields(response, outer.start, outer.end));
                }
            }
            return found;
        } catch (IllegalArgumentException notProtobuf) {
            return NONE;
        }
    }

    private static PartialSuccess of(Fields fields) {
        long rejected = 0;
        String message = "";
        while (fields.next()) {
            if (fields.number == 1 && fields.type == VARINT) {
                rejected = Math.max(0, fields.value);
            } else if (fields.number == 2 && fields.type == LENGTH_DELIMITED) {
                message = printable(fields);
            }
        }
        return new PartialSuccess(rejected, message);
    }

    private static String printable(Fields field) {
        int length = Math.min(field.end - field.start, LONGEST_MESSAGE);
        String text = new String(field.bytes, field.start, length, StandardCharsets.UTF_8).replaceAll("[^ -~]", "?");
        return length < field.end - field.start ? text + "..." : text;
    }

    /** The fields of one message, one after the other. */
    private static final class Fields {
        private final byte[] bytes;
        private final int limit;
        private int position;
        private long number;
        private int type;
        private long value;
        private int start;
        private int end;

        Fields(byte[] bytes, int from, int limit) {
            this.bytes = bytes;
            this.position = from;
            this.limit = limit;
        }

        /** @throws IllegalArgumentException if that is not a field */
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
}
