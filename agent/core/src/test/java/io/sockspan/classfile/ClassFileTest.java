package io.sockspan.classfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weaves a class, lets the JVM verify it, and runs it. */
class ClassFileTest {
    private static final String CALLS = "io/sockspan/classfile/Calls.";
    private static final String HANDLER = CALLS + "caught(Ljava/lang/Throwable;)V";
    private static final String ENTRY =
            " @entry " + CALLS + "enter(Ljava/lang/String;I)Ljava/lang/String; field:field field:number:I";
    private static final List<String> HOOKS = Arrays.asList(
            "loop" + ENTRY + " @return " + CALLS + "exitInt(Ljava/lang/String;J)V entry result",
            "branches" + ENTRY + " @exit " + CALLS
                    + "exit(Ljava/lang/String;JLjava/lang/Throwable;)V entry result thrown",
            "switches(??) @entry " + CALLS + "enterStatic(ILjava/lang/Object;)V parameter:0 parameter:1 @exit " + CALLS
                    + "exitStatic(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/Throwable;)V result parameter:1 thrown",
            "many" + ENTRY + " @return " + CALLS
                    + "exitDouble(Ljava/lang/String;DLjava/lang/Object;ZLjava/lang/Object;)V entry result field:field true null",
            "reached() @entry " + CALLS + "got(IZ)V call:self()Lio/sockspan/classfile/Subject;>sevenfold()I true",
            "nothing() @exit " + CALLS + "thrown(Ljava/lang/Throwable;)V thrown",
            "endless([Z) @exit " + CALLS + "thrown(Ljava/lang/Throwable;)V thrown",
            "<init>(Ljava/lang/String;?) @return " + CALLS + "made(Ljava/lang/String;J)V parameter:0 parameter:1");

    private final Class<?> woven = define(weave(HOOKS));

    @BeforeEach
    void forget() {
        Calls.SEEN.clear();
        Calls.fails = false;
    }

    private static byte[] original() {
        try (InputStream in = Subject.class.getResourceAsStream("Subject.class")) {
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] weave(List<String> hooks) {
        List<MethodHook> parsed = new ArrayList<>();
        hooks.forEach(hook -> parsed.add(MethodHook.parse(hook)));
        return new ClassFile(original(), name -> null).weave(parsed, HANDLER, new boolean[parsed.size()]);
    }

    private static Class<?> define(byte[] classFile) {
        return new ClassLoader(ClassFileTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(Subject.class.getName(), classFile, 0, classFile.length);
            }
        }.define();
    }

    private Object call(Class<?> type, String name, Object... arguments) throws Throwable {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name)) {
                try {
                    return method.invoke(type.getDeclaredConstructor().newInstance(), arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
        throw new AssertionError(name);
    }

    /** Calls the woven method, and the original with the same arguments for comparison. */
    private Object call(String name, Object... arguments) throws Throwable {
        Object expected = call(Subject.class, name, arguments);
        Object result = call(woven, name, arguments);
        assertThat(result).isEqualTo(expected);
        return result;
    }

    @Test
    void callsAtEntryAndExitOfAMethodThatBeginsWithALoop() throws Throwable {
        assertThat(call("loop", 20)).isEqualTo(10);
        assertThat(Calls.SEEN).containsExactly("enter field 7", "exit entered 10");
    }

    @Test
    void carriesOverBranchesExceptionsAndMonitors() throws Throwable {
        assertThat(call("branches", 100, 50L, "x")).isEqualTo(56L);
        assertThat(call("branches", 2, 50L, "four")).isEqualTo(4L);
        assertThat(call("branches", 3, 50L, 5)).isEqualTo(1007L);
        assertThat(Calls.SEEN)
                .containsExactly(
                        "enter field 7",
                        "exit entered 56 null",
                        "enter field 7",
                        "exit entered 4 null",
                        "enter field 7",
                        "exit entered 1007 null");
    }

    @Test
    void passesWhatTheMethodThrowsAndThrowsIt() {
        assertThatThrownBy(() -> call(woven, "branches", 0, 0L, null))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("null");
        assertThat(Calls.SEEN).containsExactly("enter field 7", "exit entered 0 java.io.IOException: null");
    }

    @Test
    void weavesAMethodThatNeverReturns() {
        assertThatThrownBy(() -> call(woven, "endless", (Object) new boolean[1]))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Calls.SEEN).containsExactly("exit java.lang.IllegalStateException: enough");
    }

    @Test
    void carriesOverSwitchesInStaticMethods() throws Throwable {
        for (int value = 0; value < 5; value++) {
            for (String text : new String[] {"a", "b", "c"}) {
                Object result = call("switches", value, text);
                assertThat(Calls.SEEN)
                        .containsExactly("enter " + value + " " + text, "exit " + result + " " + text + " null");
                Calls.SEEN.clear();
            }
        }
    }

    @Test
    void movesLocalVariablesOfEveryKind() throws Throwable {
        Object result = call("many", 1.5, 2.5f, true);
        call("many", 1.5, 2.5f, false);
        assertThat(Calls.SEEN).startsWith("enter field 7", "exit entered " + result + " field true null");
    }

    @Test
    void callsMethodsOfTheObjectAndOfWhatTheyReturn() throws Throwable {
        call(woven, "reached");
        assertThat(Calls.SEEN).containsExactly("got 49 true");
    }

    @Test
    void weavesAnEmptyMethod() throws Throwable {
        call("nothing");
        assertThat(Calls.SEEN).containsExactly("exit null");
    }

    @Test
    void callsAfterAConstructor() throws Exception {
        woven.getConstructor(String.class, long.class).newInstance("first", 5L);
        assertThat(Calls.SEEN).containsExactly("made first 5");
    }

    @Test
    void passesWhatAHookThrowsToTheHandlerAlone() throws Throwable {
        Calls.fails = true;
        assertThat(call("branches", 2, 50L, "four")).isEqualTo(4L);
        assertThat(Calls.SEEN).containsExactly("enter field 7", "caught hook", "exit null 4 null", "caught hook");
    }

    @Test
    void keepsLineNumbers() {
        assertThat(lineThatThrows(woven)).isPositive().isEqualTo(lineThatThrows(Subject.class));
    }

    private int lineThatThrows(Class<?> type) {
        try {
            call(type, "branches", 0, 0L, null);
            throw new AssertionError("nothing was thrown");
        } catch (Throwable thrown) {
            return thrown.getStackTrace()[0].getLineNumber();
        }
    }

    @Test
    void refusesWhatItCannotWeave() {
        String exit = " @exit " + CALLS + "thrown(Ljava/lang/Throwable;)V thrown";
        refuses("two hooks", "nothing()" + exit, "nothing" + exit);
        refuses("before the object is initialized", "<init>()" + exit);
        refuses("assigns to", "loop @return " + CALLS + "exitInt(Ljava/lang/String;J)V null parameter:0");
        refuses("no field", "nothing() @return " + CALLS + "enter(Ljava/lang/String;I)Ljava/lang/String; field:absent");
        refuses("static", "switches @return " + CALLS + "enter(Ljava/lang/String;I)Ljava/lang/String; field:field");
    }

    private static void refuses(String why, String... hooks) {
        assertThatThrownBy(() -> weave(Arrays.asList(hooks)))
                .isInstanceOf(UnknownFormException.class)
                .hasMessageContaining(why);
    }

    @Test
    void returnsNothingIfNoMethodMatches() {
        assertThat(weave(Arrays.asList("absent @return " + CALLS + "thrown(Ljava/lang/Throwable;)V null")))
                .isNull();
    }
}
