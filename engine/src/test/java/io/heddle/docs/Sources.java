package io.heddle.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The declarations in the Java sources of all modules. They are parsed, not loaded: the page cites classes of modules
 * that this module cannot see.
 */
final class Sources {
    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

    /** A type's members, and those of them that are test methods. */
    private record Type(Set<String> members, Set<String> tests) {}

    private final List<Path> files;
    private final Map<Path, Map<String, Type>> parsed = new HashMap<>();

    private Sources(List<Path> files) {
        this.files = files;
    }

    /** Finds the sources of one tree, main or test, of every module below a folder. */
    static Sources of(Path root, String tree) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.toList()) {
                Path folder = module.resolve("src").resolve(tree).resolve("java");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> inside = Files.walk(folder)) {
                        inside.filter(path -> path.toString().endsWith(".java")).forEach(found::add);
                    }
                }
            }
        }
        return new Sources(List.copyOf(found));
    }

    /**
     * Returns the problem of a citation, {@code Class}, {@code Class.Nested} or {@code Class#member}, if it has one.
     */
    Optional<String> problemOf(String citation) {
        return look(citation, false);
    }

    /** Returns the problem of the citation of a test, {@code Class#method}, if it has one. */
    Optional<String> problemOfTest(String citation) {
        if (citation.indexOf('#') < 0) {
            return Optional.of(citation + " names no test method");
        }
        return look(citation, true);
    }

    private Optional<String> look(String citation, boolean mustBeTest) {
        String[] parts = citation.split("#", 2);
        String inFile = parts[0].replaceFirst("^([a-z0-9]+\\.)+", ""); // without the package, if it has one
        String suffix = parts[0].substring(0, parts[0].length() - inFile.length())
                        .replace('.', '/') + inFile.split("\\.", 2)[0] + ".java";
        List<Path> candidates =
                files.stream().filter(file -> file.endsWith(suffix)).toList();
        if (candidates.size() != 1) {
            return Optional.of(citation + ": " + candidates.size() + " sources are called " + suffix);
        }
        Type type =
                parsed.computeIfAbsent(candidates.getFirst(), Sources::parse).get(inFile);
        if (type == null) {
            return Optional.of(citation + ": " + suffix + " declares no " + inFile);
        }
        if (parts.length == 2 && !(mustBeTest ? type.tests() : type.members()).contains(parts[1])) {
            return Optional.of(citation + ": no such " + (mustBeTest ? "test" : "member"));
        }
        return Optional.empty();
    }

    private static Map<String, Type> parse(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, Type> types = new HashMap<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjects(source));
            task.parse().forEach(unit -> unit.getTypeDecls().forEach(tree -> collect(tree, "", types)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return types;
    }

    private static void collect(Tree tree, String outer, Map<String, Type> types) {
        if (!(tree instanceof ClassTree declared)) {
            return;
        }
        String name = outer + declared.getSimpleName();
        Type type = new Type(new HashSet<>(), new HashSet<>());
        types.put(name, type);
        for (Tree member : declared.getMembers()) {
            if (member instanceof VariableTree variable) {
                type.members().add(variable.getName().toString());
            } else if (member instanceof MethodTree method) {
                type.members().add(method.getName().toString());
                if (method.getModifiers().getAnnotations().stream().anyMatch(Sources::isOfTests)) {
                    type.tests().add(method.getName().toString());
                }
            }
            collect(member, name + ".", types);
        }
    }

    private static boolean isOfTests(AnnotationTree annotation) {
        return TEST_ANNOTATIONS.contains(annotation.getAnnotationType().toString());
    }
}
