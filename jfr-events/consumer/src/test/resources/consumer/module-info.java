/** A server that embeds the engine as a module. */
module org.example.server {
    requires io.heddle.engine;
    requires io.heddle.jfr;

    exports org.example.server;
}
