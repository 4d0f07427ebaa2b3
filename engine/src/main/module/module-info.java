/**
 * The engine: POSIX asynchronous I/O on virtual threads.
 *
 * <p>Programs call {@code io.heddle.aio} and {@code io.heddle.context}, and register beans by {@code io.heddle.jmx}.
 * Clocks and observers implement the interfaces of {@code io.heddle.time} and {@code io.heddle.trace}. All other
 * packages are internal.
 *
 * <p>For io_uring, Linux's system calls and {@code mlock} the module needs native access: {@code
 * --enable-native-access=io.heddle.engine}.
 *
 * @uses io.heddle.trace.TracerProvider the observers of the engine
 */
module io.heddle.engine {
    requires static org.jspecify;
    requires transitive java.management; // names of beans
    requires jdk.management; // the bean of the scheduler of virtual threads

    exports io.heddle.aio;
    exports io.heddle.context;
    exports io.heddle.jmx;
    exports io.heddle.time;
    exports io.heddle.trace;

    uses io.heddle.trace.TracerProvider;
}
