package io.heddle.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.ObjectName;
import jdk.jfr.Recording;

/**
 * An application for {@link UnloadTest}, to run in a JVM of its own: it deploys the library several times and checks
 * what is left: without a recording, with one that ends, and with one that continues. Arguments are a folder, and the
 * locations of the classes.
 */
final class Redeployment {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);

    private Redeployment() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<URL> locations = new ArrayList<>();
        for (String location : Arrays.asList(arguments).subList(1, arguments.length)) {
            locations.add(URI.create(location).toURL());
        }
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        loaders.add(deploy(locations, folder));
        try (Recording ended = new Recording()) {
            ended.start();
            loaders.add(deploy(locations, folder));
        }
        try (Recording running = new Recording()) {
            running.start();
            loaders.add(deploy(locations, folder));
            awaitEnd(loaders);
        }
    }

    private static void awaitEnd(List<WeakReference<ClassLoader>> loaders) throws Exception {
        await(
                "class loaders",
                () -> loaders.stream().allMatch(loader -> loader.refersTo(null)),
                () -> loaders.stream().filter(loader -> !loader.refersTo(null)).count());
        await("rings", () -> rings().isEmpty(), Redeployment::rings);
        await("threads", () -> threads().isEmpty(), Redeployment::threads);
        await("MBeans", () -> beans().isEmpty(), Redeployment::beans);
        System.out.println("nothing stays");
    }

    private interface Found {
        Object what() throws IOException;
    }

    private interface Check {
        boolean isMet() throws IOException;
    }

    private static void await(String what, Check check, Found found) throws Exception {
        long start = System.nanoTime();
        while (!check.isMet()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                System.out.println(what + " stay: " + found.what());
                System.exit(1);
            }
            System.gc();
            Thread.sleep(20);
        }
    }

    private static WeakReference<ClassLoader> deploy(List<URL> locations, Path folder) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                "application", locations.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> application = loader.loadClass("io.heddle.jfr.Deployed");
            if (application.getClassLoader() != loader) {
                throw new AssertionError("the application is not in a class loader of its own");
            }
            application.getMethod("use", Path.class).invoke(null, folder);
            return new WeakReference<>(loader);
        }
    }

    // ---- what is left

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("heddle"))
                .toList();
    }

    private static List<String> rings() throws IOException {
        List<String> rings = new ArrayList<>();
        if (!Files.isDirectory(Path.of("/proc/self/fd"))) {
            return rings;
        }
        try (Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            mappings.filter(line -> line.contains("io_uring")).forEach(rings::add);
        }
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).toString().contains("io_uring")) {
                    rings.add(descriptor.toString());
                }
            }
        } catch (NoSuchFileException closedMeanwhile) {
            return List.of("one that is being closed");
        }
        return rings;
    }

    private static List<ObjectName> beans() throws IOException {
        return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
                .filter(name -> name.getDomain().startsWith("io.heddle"))
                .toList();
    }
}
