/**
 * The engine's trace points as events of JDK Flight Recorder. The engine finds this module by itself if it is on the
 * module path or the class path; {@code io.heddle.jfr.AioJfr} has the settings for recordings.
 *
 * @provides io.heddle.trace.TracerProvider the provider that records to Flight Recorder
 */
module io.heddle.jfr {
    requires static org.jspecify;
    requires io.heddle.engine;
    requires transitive jdk.jfr;

    exports io.heddle.jfr;

    provides io.heddle.trace.TracerProvider with
            io.heddle.jfr.JfrTracerProvider;
}
