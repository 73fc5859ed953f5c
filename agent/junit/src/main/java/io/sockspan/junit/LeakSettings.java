package io.sockspan.junit;

import io.sockspan.protocol.PrintableValue;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The settings of one test or class: from its annotations, those of its class and the enclosing classes, and the configuration parameters.
 */
final class LeakSettings {
    private static final String PREFIX = "sockspan.junit.";
    private static final long DEFAULT_GRACE = 2_000;

    final LeakScope scope;
    final LeakMode mode;
    final boolean strict;
    final Duration grace;
    final Allowances allowances;

    private LeakSettings(ExtensionContext context) {
        List<AnnotatedElement> places = places(context);
        Optional<DetectSocketLeaks> detect = places.stream()
                .map(place -> AnnotationSupport.findAnnotation(place, DetectSocketLeaks.class))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .findFirst();
        LeakScope wantedScope = detect.map(DetectSocketLeaks::scope).orElse(LeakScope.DEFAULT);
        LeakMode wantedMode = detect.map(DetectSocketLeaks::mode).orElse(LeakMode.DEFAULT);
        LeakMode parameter = choice(context, "mode", LeakMode.class, LeakMode.FAIL);
        scope = wantedScope == LeakScope.DEFAULT
                ? choice(context, "scope", LeakScope.class, LeakScope.METHOD)
                : wantedScope;
        // The parameter switches the whole run off, whatever annotations say.
        mode = parameter == LeakMode.OFF || wantedMode == LeakMode.DEFAULT ? parameter : wantedMode;
        strict = detect.map(DetectSocketLeaks::strict).orElse(false) || flag(context, "strict");
        long millis = detect.map(DetectSocketLeaks::graceMillis).orElse(-1L);
        grace = Duration.ofMillis(millis < 0 ? number(context, "grace", DEFAULT_GRACE) : millis);
        List<AllowSockets> allowed = new ArrayList<>();
        for (AnnotatedElement place : places) {
            allowed.addAll(AnnotationSupport.findRepeatableAnnotations(place, AllowSockets.class));
        }
        allowances = new Allowances(allowed);
    }

    /** @throws ExtensionConfigurationException if an annotation or parameter is wrong */
    static LeakSettings of(ExtensionContext context) {
        return new LeakSettings(context);
    }

    /** The test method, its class, and the classes around that. */
    private static List<AnnotatedElement> places(ExtensionContext context) {
        List<AnnotatedElement> places = new ArrayList<>();
        context.getTestMethod().ifPresent(places::add);
        for (Class<?> type = context.getTestClass().orElse(null); type != null; type = type.getEnclosingClass()) {
            places.add(type);
        }
        return places;
    }

    private static <E extends Enum<E>> E choice(ExtensionContext context, String name, Class<E> type, E otherwise) {
        Optional<String> value = parameter(context, name);
        if (!value.isPresent()) {
            return otherwise;
        }
        for (E choice : type.getEnumConstants()) {
            if (choice.ordinal() > 0 && choice.name().equalsIgnoreCase(value.get())) {
                return choice;
            }
        }
        String choices =
                Arrays.toString(Arrays.copyOfRange(type.getEnumConstants(), 1, type.getEnumConstants().length));
        throw wrong(name, value.get(), "one of " + choices.toLowerCase(Locale.ROOT));
    }

    private static boolean flag(ExtensionContext context, String name) {
        String value = parameter(context, name).orElse("false");
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw wrong(name, value, "true or false");
        }
        return Boolean.parseBoolean(value);
    }

    private static long number(ExtensionContext context, String name, long otherwise) {
        Optional<String> value = parameter(context, name);
        try {
            long number = value.map(Long::parseLong).orElse(otherwise);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // The exception below reports it.
        }
        throw wrong(name, value.orElse(""), "a number of milliseconds");
    }

    private static Optional<String> parameter(ExtensionContext context, String name) {
        return context.getConfigurationParameter(PREFIX + name).map(String::trim);
    }

    private static ExtensionConfigurationException wrong(String name, String value, String right) {
        return new ExtensionConfigurationException("configuration parameter " + PREFIX + name + " is \""
                + PrintableValue.of(value) + "\", but must be " + right);
    }
}
