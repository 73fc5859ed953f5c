package io.sockspan.telemetry.otlp;

/**
 * What the backend rejected of an export that it accepted otherwise: the field {@code partial_success} of {@code
 * ExportTraceServiceResponse} and {@code ExportMetricsServiceResponse}. Immutable.
 */
final class PartialSuccess {
    static final PartialSuccess NONE = new PartialSuccess(0, "");

    private static final int LONGEST_MESSAGE = 200;

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
            ProtobufFields fields = new ProtobufFields(response);
            PartialSuccess found = NONE;
            while (fields.next()) {
                if (fields.isMessage(1)) {
                    found = of(fields.message());
                }
            }
            return found;
        } catch (IllegalArgumentException notProtobuf) {
            return NONE;
        }
    }

    private static PartialSuccess of(ProtobufFields fields) {
        long rejected = 0;
        String message = "";
        while (fields.next()) {
            if (fields.isNumber(1)) {
                rejected = Math.max(0, fields.value());
            } else if (fields.isMessage(2)) {
                message = fields.text(LONGEST_MESSAGE);
            }
        }
        return new PartialSuccess(rejected, message);
    }
}
