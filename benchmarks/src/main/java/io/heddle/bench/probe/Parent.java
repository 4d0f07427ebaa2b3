package io.heddle.bench.probe;

/** The process that has started this JVM. */
public final class Parent {
    private Parent() {}

    /** Ends this JVM when its parent has ended, as its output would not be read. */
    public static void endWith() {
        ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
        if (parent != null) {
            var _ = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
        }
    }

    /** Prints a figure. */
    static void tell(String name, double value) {
        System.out.println(name + "=" + value);
    }
}
