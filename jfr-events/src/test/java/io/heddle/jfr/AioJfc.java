package io.heddle.jfr;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the settings file from the annotations of the events.
 *
 * <p>It is flat: with elements {@code category} around the events the JDK ignores the entire file as soon as an option
 * is given.
 */
final class AioJfc {
    private AioJfc() {}

    static String text() {
        List<EventMetadata> events = EventMetadata.all();
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <!--
             Settings for JDK Flight Recorder: the events of Heddle and, beside them, virtual threads that hold their
             carriers.

             Generated from the events' metadata. Options: aio-trace, aio-threshold, aio-process; for example
             java -XX:StartFlightRecording:settings=default,settings=aio.jfc,aio-trace=all,aio-threshold=5ms
        -->
        <configuration version="2.0" label="AIO" description="Asynchronous I/O of Heddle" provider="Heddle">

        %s
          <event name="jdk.VirtualThreadPinned">
            <setting name="enabled" control="aio-enabled-normal">true</setting>
            <setting name="threshold" control="aio-threshold">20 ms</setting>
          </event>

          <event name="jdk.VirtualThreadSubmitFailed">
            <setting name="enabled" control="aio-enabled-normal">true</setting>
          </event>

          <control>
            <selection name="aio-trace" default="normal" label="AIO Trace">
              <option label="Off" name="off">off</option>
              <option label="What is Rare, Slow or Wrong" name="normal">normal</option>
              <option label="Everything" name="all">all</option>
            </selection>

            <condition name="aio-enabled-normal" true="false" false="true">
              <test name="aio-trace" operator="equal" value="off"/>
            </condition>

            <condition name="aio-enabled-all" true="true" false="false">
              <test name="aio-trace" operator="equal" value="all"/>
            </condition>

        %s
            <text name="aio-threshold" label="AIO Threshold" contentType="timespan" minimum="0 s">20 ms</text>

            <text name="aio-process" label="AIO Processes" contentType="text">*</text>
          </control>

        </configuration>
        """.formatted(
                        events.stream().map(AioJfc::event).collect(Collectors.joining("\n")),
                        events.stream()
                                .flatMap(event -> event.throttle().stream())
                                .collect(Collectors.toCollection(TreeSet::new))
                                .stream()
                                .map(AioJfc::throttle)
                                .collect(Collectors.joining("\n")));
    }

    private static String event(EventMetadata event) {
        StringBuilder xml = new StringBuilder("  <event name=\"" + event.name() + "\">\n");
        String level = event.isEnabled() ? "aio-enabled-normal" : "aio-enabled-all";
        setting(xml, "enabled", level, String.valueOf(event.isEnabled()));
        event.threshold().ifPresent(value -> setting(xml, "threshold", "aio-threshold", value));
        event.throttle().ifPresent(value -> setting(xml, "throttle", throttleControl(value), value));
        event.period().ifPresent(value -> setting(xml, "period", "", value));
        if (event.defaults().containsKey(ProcessFilter.NAME)) {
            setting(xml, ProcessFilter.NAME, "aio-process", ProcessFilter.ALL);
        }
        return xml.append("  </event>\n").toString();
    }

    private static void setting(StringBuilder xml, String name, String control, String value) {
        xml.append("    <setting name=\"").append(name).append('"');
        if (!control.isEmpty()) {
            xml.append(" control=\"").append(control).append('"');
        }
        xml.append('>').append(value).append("</setting>\n");
    }

    private static String throttle(String rate) {
        return """
            <condition name="%s" true="off" false="%s">
              <test name="aio-trace" operator="equal" value="all"/>
            </condition>
        """.formatted(throttleControl(rate), rate);
    }

    private static String throttleControl(String rate) {
        return "aio-throttle-" + rate.substring(0, rate.indexOf('/'));
    }
}
