package io.sockspan.packing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Lambdas and method references of every kind; the result says what each of them did. */
public final class Lambdas implements Callable<List<String>> {
    private final List<String> done = new ArrayList<>();
    private final String field = "field";

    @Override
    public List<String> call() throws Exception {
        capturing();
        references();
        conversions();
        interfaces();
        return done;
    }

    private void capturing() {
        Runnable nothing = () -> staticDone("nothing");
        nothing.run();
        Runnable self = () -> done.add(field);
        self.run();
        long wide = 1L << 40;
        double fraction = 0.5;
        int number = 7;
        Object[] array = {"array"};
        Supplier<String> locals = () -> field + wide + fraction + number + array[0];
        done.add(locals.get());
        Supplier<Supplier<String>> nested = () -> () -> field + number;
        done.add(nested.get().get());
    }

    private void references() throws Exception {
        Consumer<String> bound = done::add;
        bound.accept("bound");
        Function<String, Integer> unbound = String::length;
        done.add("" + unbound.apply("four"));
        Function<Object, String> ofClass = String::valueOf;
        done.add(ofClass.apply(5));
        Supplier<List<String>> constructor = ArrayList::new;
        done.add("" + constructor.get());
        Supplier<Named> ofNamed = Named::new;
        done.add(ofNamed.get().name());
        IntFunction<int[]> ofArray = int[]::new;
        done.add("" + ofArray.apply(3).length);
        Function<Lambdas, String> ownPrivate = Lambdas::own;
        done.add(ownPrivate.apply(this));
        Supplier<String> ownBound = this::own;
        done.add(ownBound.get());
        Supplier<String> ofInterface = done::toString;
        done.add("" + ofInterface.get().isEmpty());
        Callable<String> throwing = this::fails;
        try {
            throwing.call();
        } catch (java.io.IOException e) {
            done.add(e.getMessage());
        }
        done.add(new Child().both());
    }

    private void conversions() {
        ToLongFunction<String> widened = String::length;
        done.add("" + widened.applyAsLong("length"));
        LongSupplier fromInt = () -> 3;
        done.add("" + fromInt.getAsLong());
        DoubleSupplier fromLong = "a"::length;
        done.add("" + fromLong.getAsDouble());
        Function<Integer, Integer> boxes = Lambdas::twice;
        done.add("" + boxes.apply(21));
        Function<Integer, Long> unboxesAndWidens = Lambdas::wide;
        done.add("" + unboxesAndWidens.apply(4));
        IntBinaryOperator unboxed = Integer::sum;
        done.add("" + unboxed.applyAsInt(1, 2));
        Runnable dropsResult = done::isEmpty;
        dropsResult.run();
        Runnable dropsLong = System::nanoTime;
        dropsLong.run();
        BiFunction<Long, Double, String> twoWide = (a, b) -> a + "/" + b;
        done.add(twoWide.apply(1L, 2.0));
        Function<Character, Character> character = Character::toUpperCase;
        done.add("" + character.apply('c'));
        Function<Byte, Integer> fromByte = Lambdas::twice;
        done.add("" + fromByte.apply((byte) 2));
        ToLongFunction<List<Integer>> anyNumber = Lambdas::first;
        done.add("" + anyNumber.applyAsLong(Arrays.asList(8)));
        Predicate<List<Boolean>> ofGeneric = Lambdas::first;
        done.add("" + ofGeneric.test(Arrays.asList(true)));
    }

    private void interfaces() {
        Comparator<String> both = (Comparator<String> & Serializable) (a, b) -> b.compareTo(a);
        done.add("" + both.compare("a", "b") + (both instanceof Serializable));
        UnaryOperator<String> generic = Text.upper();
        done.add(generic.apply("upper"));
        Text bridged = value -> value + "!";
        done.add(bridged.apply("bridged"));
        Function<String, String> asFunction = bridged;
        done.add(asFunction.apply("as function"));
        Supplier<String> first = () -> "one";
        Supplier<String> second = () -> "two";
        done.add(first.get() + second.get());
        Object[] same = new Object[2];
        for (int i = 0; i < same.length; i++) {
            Runnable empty = () -> {};
            same[i] = empty;
        }
        done.add("" + (same[0] == same[1]));
    }

    private String own() {
        return "own " + field;
    }

    private String fails() throws java.io.IOException {
        throw new java.io.IOException("fails as declared");
    }

    private void staticDone(String what) {
        done.add(what);
    }

    private static <T> T first(List<T> list) {
        return list.get(0);
    }

    private static int twice(int value) {
        return 2 * value;
    }

    private static long wide(long value) {
        return value << 40;
    }

    /** A functional interface with a method that needs a bridge, and lambdas in an interface. */
    interface Text extends Function<String, String> {
        @Override
        String apply(String value);

        static UnaryOperator<String> upper() {
            return value -> value.toUpperCase(java.util.Locale.ROOT);
        }
    }

    static class Named {
        private final Supplier<String> name = () -> "named " + getClass().getSimpleName();

        Named() {}

        String name() {
            return name.get();
        }
    }

    /** Has lambdas of the same names as those of its superclass. */
    static final class Child extends Named {
        private final Supplier<String> own = () -> "child " + getClass().getSimpleName();

        String both() {
            return own.get() + ", " + name();
        }
    }
}
