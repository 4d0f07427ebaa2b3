package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

final class TracelessEngineTest {
    /** Loads one class from bytes, and all others as usual. */
    private static final class Loader extends ClassLoader {
        private final byte[] bytes;

        Loader(byte[] bytes) {
            super(TracelessEngineTest.class.getClassLoader());
            this.bytes = bytes;
        }

        /** Also loads the neighbour that the class uses and that is private to its package. */
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Trace.class.getPackageName() + ".QuietTracer")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = Trace.class.getResourceAsStream("QuietTracer.class")) {
                byte[] beside = in.readAllBytes();
                return defineClass(name, beside, 0, beside.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }

        Class<?> trace() {
            return defineClass(Trace.class.getName(), bytes, 0, bytes.length);
        }
    }

    private static Class<?> load(boolean traceless) throws Exception {
        try (InputStream in = Trace.class.getResourceAsStream("Trace.class")) {
            byte[] original = in.readAllBytes();
            return new Loader(traceless ? TracelessEngine.withoutTracer(original) : original).trace();
        }
    }

    private static Object tracerAfterInstall(Class<?> trace) throws Exception {
        Object tracer =
                Proxy.newProxyInstance(Tracer.class.getClassLoader(), new Class<?>[] {Tracer.class}, (_, _, _) -> null);
        trace.getMethod("install", Tracer.class).invoke(null, tracer);
        return trace.getMethod("tracer").invoke(null);
    }

    @Test
    void shouldHaveNoTracerWhateverIsInstalled() throws Exception {
        assertThat(tracerAfterInstall(load(true))).isNull();
    }

    @Test
    void shouldHaveOneInTheOriginal() throws Exception {
        assertThat(tracerAfterInstall(load(false))).isNotNull();
    }
}
