package io.heddle.time;

/**
 * Initialises classes before they are needed.
 *
 * <p>A static initialiser that fails for lack of heap or stack leaves its class unusable for as long as the JVM runs. A
 * switch over an enum of another class has such an initialiser too: the compiler puts a table of the constants into a
 * class of its own, which the first such switch initialises. Neither may happen in the middle of a request.
 */
public final class Ahead {
    /** More memory than the initialisers of a package need. */
    private static final int ROOM = 1 << 18;

    @SuppressWarnings("UnusedVariable") // a field that is never read need not be allocated
    private static volatile Object reserve = "";

    private Ahead() {}

    /**
     * Initialises classes that are not initialised yet. If the memory for that is not available, no class is touched.
     *
     * @param owner the class whose loader finds them
     * @param names names relative to {@code io.heddle}, those of nested classes with a dollar sign
     * @throws OutOfMemoryError if there is too little memory; the call may be repeated
     */
    public static void initialise(Class<?> owner, String... names) {
        reserve = new byte[ROOM];
        reserve = "";
        for (String name : names) {
            try {
                Class.forName("io.heddle." + name, true, owner.getClassLoader());
            } catch (ClassNotFoundException impossible) {
                throw new LinkageError("a class of Heddle's is missing", impossible);
            }
        }
    }
}
