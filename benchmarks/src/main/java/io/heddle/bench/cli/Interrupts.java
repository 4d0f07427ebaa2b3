package io.heddle.bench.cli;

import io.heddle.report.output.TemporaryFiles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Handles SIGINT and SIGTERM so that a command ends in an orderly way: a run is summed up, a recording in another JVM
 * is closed. It uses {@code sun.misc.Signal}, because a shutdown hook would be too late: Flight Recorder's own hook
 * closes the recording at the same time. The class is looked up by name, because a direct reference causes a compiler
 * warning. Where it is missing, signals end the program immediately.
 *
 * <p>A second signal ends the program immediately. So does a command that has not ended {@value #PATIENCE_SECONDS}
 * seconds after the first. In both cases shutdown hooks run, so that no temporary file remains. If they take more than
 * {@value #PATIENCE_WITH_HOOKS_SECONDS} seconds, or at a third signal, only the temporary files are removed.
 */
public final class Interrupts implements AutoCloseable {
    private static final int STATUS_OF_SIGNALS = 128;
    private static final int PATIENCE_SECONDS = 45;
    private static final int PATIENCE_WITH_HOOKS_SECONDS = 5;

    private final List<Restore> restores = new ArrayList<>();
    private final IntConsumer stop;
    private volatile boolean over;
    private int signals;

    private interface Restore {
        void restore() throws ReflectiveOperationException;
    }

    private Interrupts(IntConsumer stop) {
        this.stop = stop;
    }

    /**
     * Installs handlers of the signals until it is closed.
     *
     * @param stop receives the status with which the program is to end
     */
    public static Interrupts install(IntConsumer stop) {
        Interrupts interrupts = new Interrupts(stop);
        for (String signal : List.of("INT", "TERM")) {
            try {
                interrupts.handle(signal);
            } catch (ReflectiveOperationException | IllegalArgumentException notOffered) {
                // The JVM keeps its own handling of this signal, for example because of -Xrs.
            }
        }
        return interrupts;
    }

    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        int number = (int) signalType.getMethod("getNumber").invoke(signal);
        InvocationHandler onCall = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                onSignal(STATUS_OF_SIGNALS + number);
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "the handler of SIG" + name;
        };
        Object handler = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, onCall);
        Method handle = signalType.getMethod("handle", signalType, handlerType);
        Object before = handle.invoke(null, signal, handler);
        restores.add(() -> handle.invoke(null, signal, before));
    }

    private synchronized void onSignal(int status) {
        signals++;
        switch (signals) {
            case 1 -> {
                stop.accept(status);
                start("heddle-last-resort", () -> exitLater(status));
            }
            case 2 -> start("heddle-exit", () -> exit(status));
            default -> halt(status);
        }
    }

    private static void start(String name, Runnable task) {
        Thread.ofPlatform().daemon(true).name(name).start(task);
    }

    private void exitLater(int status) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!over) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                exit(status);
            }
            LockSupport.parkNanos(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }

    private static void exit(int status) {
        start("heddle-halt", () -> {
            try {
                Thread.sleep(TimeUnit.SECONDS.toMillis(PATIENCE_WITH_HOOKS_SECONDS));
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
            halt(status);
        });
        System.exit(status);
    }

    private static void halt(int status) {
        TemporaryFiles.removeAll();
        Runtime.getRuntime().halt(status);
    }

    @Override
    public void close() {
        over = true;
        for (Restore restore : restores) {
            try {
                restore.restore();
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
