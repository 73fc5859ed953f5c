package io.sockspan.runtime;

import io.sockspan.config.Option;
import io.sockspan.config.Options;
import io.sockspan.config.Settings;
import io.sockspan.leak.LeakKind;
import io.sockspan.leak.LeakLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads the limits of all verdicts from the options. */
final class LimitsFromSettings {
    private final Settings settings;
    private final LeakLimits.Builder limits = LeakLimits.builder();

    private LimitsFromSettings(Settings settings) {
        this.settings = settings;
    }

    static LeakLimits read(Settings settings) {
        return new LimitsFromSettings(settings).read();
    }

    private LeakLimits read() {
        read(LeakKind.CLOSE_WAIT, Options.LEAK_CLOSE_WAIT);
        limits.pooled(settings.get(Options.LEAK_CLOSE_WAIT_POOLED)
                .map(Duration::toNanos)
                .orElse(LeakLimits.OFF));
        read(LeakKind.UNREAD, Options.LEAK_UNREAD);
        read(LeakKind.UNSENT, Options.LEAK_UNSENT);
        read(LeakKind.NEVER_CONNECTED, Options.LEAK_NEVER_CONNECTED);
        read(LeakKind.UNRELEASED, Options.LEAK_UNRELEASED);
        read(LeakKind.HALF_CLOSED, Options.LEAK_HALF_CLOSED);
        read(LeakKind.CONNECTING, Options.LEAK_CONNECTING);
        read(LeakKind.BACKLOG, Options.LEAK_BACKLOG);
        read(LeakKind.INHERITED, Options.LEAK_INHERITED);
        read(LeakKind.IDLE, Options.LEAK_IDLE);
        if (!settings.get(Options.LEAK_DROPPED)) {
            limits.off(LeakKind.DROPPED);
        }
        Optional<Integer> percent = settings.get(Options.LEAK_DESCRIPTORS);
        if (percent.isPresent()) {
            limits.descriptorPercent(percent.get());
        } else {
            limits.off(LeakKind.DESCRIPTORS);
        }
        return limits.build();
    }

    private void read(LeakKind kind, Option<Optional<Duration>> option) {
        limits.limit(kind, settings.get(option).map(Duration::toNanos).orElse(LeakLimits.OFF));
    }
}
