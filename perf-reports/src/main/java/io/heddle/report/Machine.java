package io.heddle.report;

/**
 * The machine and the JVM of a run.
 *
 * @param version the version of Heddle
 * @param cpus processors that the JVM may use
 * @param maxHeap the JVM's limit in bytes
 * @param jvm name and version
 * @param os the operating system
 * @param kernel its version
 * @param arch the processor's architecture
 */
public record Machine(String version, int cpus, long maxHeap, String jvm, String os, String kernel, String arch) {
    /**
     * Describes the machine and the JVM that this code runs on.
     *
     * @param version the version of Heddle
     * @return the properties of both, as the JVM reports them
     */
    public static Machine here(String version) {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(
                version,
                runtime.availableProcessors(),
                runtime.maxMemory(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"));
    }
}
