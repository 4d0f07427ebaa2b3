package io.heddle.report;

/**
 * Where a run took place.
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
     * Describes the machine and the JVM that this runs on.
     *
     * @param version the version of Heddle
     * @return what the JVM says
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
