package io.heddle.testing;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the classes of the engine that have a static initialiser: their own, or the one that a compiler makes for a
 * switch over an enum.
 */
public final class StaticInitialisers {
    private StaticInitialisers() {}

    /** Returns the names of those in some packages, relative to {@code io.heddle}. */
    public static List<String> of(String... rooms) throws IOException, ClassNotFoundException {
        Path classes = Path.of(Class.forName("io.heddle.aio.AioProcess")
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .resolve("io/heddle");
        List<String> found = new ArrayList<>();
        for (String room : rooms) {
            try (Stream<Path> files = Files.list(classes.resolve(room))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    if (isInitialised(file)) {
                        String name = file.getFileName().toString();
                        found.add(room + "." + name.substring(0, name.length() - ".class".length()));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isInitialised(Path file) throws IOException {
        for (MethodModel method : ClassFile.of().parse(file).methods()) {
            if (method.methodName().equalsString("<clinit>")) {
                return true;
            }
        }
        return false;
    }

    /** Returns the names of both collections. */
    public static List<String> union(Collection<String> some, Collection<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
