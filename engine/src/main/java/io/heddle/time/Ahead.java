package io.heddle.time;

/**
 * Initialises classes before they are needed.
 *
 * <p>A static initialiser that meets a full heap or a used-up stack leaves its class unusable for as long as the JVM
 * runs. A switch over an enum of another class has one, too: the compiler puts a table of its constants into a class of
 * its own, which is initialised by the first such switch. None of that may happen in the midst of a request.
 */
public final class Ahead {
    /** More than the initialisers of a room take. */
    private static final int ROOM = 1 << 18;

    @SuppressWarnings("UnusedVariable") // what nobody can see a compiler need not allocate
    private static volatile Object reserve = "";

    private Ahead() {}

    /**
     * Initialises classes, unless they are. If the memory for that is not there, none of them is touched.
     *
     * @param owner whose class loader knows them
     * @param names names relative to {@code io.heddle}, those of nested classes with a dollar sign
     * @throws OutOfMemoryError if there is too little memory; it may be tried again
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
