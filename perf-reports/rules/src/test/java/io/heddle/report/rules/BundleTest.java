package io.heddle.report.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.PersistableItemFilter;
import org.openjdk.jmc.common.util.StateToolkit;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.w3c.dom.Element;

/** Tests what JDK Mission Control reads when the jar is among its bundles. */
final class BundleTest {
    private static final int JAVA_17 = 61;

    @TempDir
    private Path folder;

    /** The names of Mission Control's bundles are in their own manifests. */
    @Test
    void shouldRequireTheBundlesThatItWasCompiledAgainst() throws IOException {
        String required = ours().getMainAttributes().getValue("Require-Bundle");
        List<String> present =
                Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF")).stream()
                        .map(BundleTest::symbolicName)
                        .toList();

        assertThat(required.split(",(?=org)"))
                .hasSize(3)
                .extracting(bundle -> bundle.split(";", 2)[0].strip())
                .isSubsetOf(present);
    }

    @Test
    void shouldBeABundleForJava17() throws IOException {
        var manifest = ours().getMainAttributes();

        assertThat(manifest.getValue("Bundle-ManifestVersion")).isEqualTo("2");
        assertThat(manifest.getValue("Bundle-SymbolicName"))
                .isEqualTo(RuleRunner.class.getPackageName() + ";singleton:=true");
        assertThat(manifest.getValue("Bundle-RequiredExecutionEnvironment")).isEqualTo("JavaSE-17");
        assertThat(manifest.getValue("Bundle-Version")).matches("\\d+\\.\\d+\\.\\d+");
        try (Stream<Path> classes = Files.walk(Path.of("target/classes"))) {
            assertThat(classes.filter(file -> file.toString().endsWith(".class")))
                    .hasSizeGreaterThan(15)
                    .allSatisfy(file -> assertThat(majorVersion(file)).isEqualTo(JAVA_17));
        }
    }

    @Test
    void shouldExtendTheTwoPointsOfMissionControl() throws Exception {
        Element plugin = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("target/classes/plugin.xml").toFile())
                .getDocumentElement();
        var extensions = plugin.getElementsByTagName("extension");

        assertThat(extensions.getLength()).isEqualTo(2);
        Element rules = (Element) extensions.item(0);
        assertThat(rules.getAttribute("point")).isEqualTo("org.openjdk.jmc.flightrecorder.rules.ruleProvider");
        assertThat(rules.getElementsByTagName("*").getLength()).isPositive(); // a point without content is not listed
        Element pages = (Element) extensions.item(1);
        assertThat(pages.getAttribute("point")).isEqualTo("org.openjdk.jmc.flightrecorder.ui.datapage");
        String file = ((Element) pages.getElementsByTagName("pages").item(0)).getAttribute("file");
        assertThat(Path.of("target/classes", file)).exists();
    }

    @Test
    void shouldBeFoundByMissionControlsOwnRegistry() {
        assertThat(RuleRegistry.getRules())
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .contains("PoolSaturatedRule", "StarvationRule");
    }

    /** Mission Control's own reader parses the filters, and each event of the engine has a page. */
    @Test
    void shouldHavePagesThatShowTheirEvents() throws Exception {
        Path recording = folder.resolve("recording.jfr");
        Recordings.record(
                () -> {
                    Recordings.slowRequest("READ", 1, 1);
                    Recordings.gauges(1, sample -> {});
                },
                recording);
        IItemCollection events = JfrLoaderToolkit.loadEvents(recording.toFile());
        IState page = StateToolkit.fromXMLFile(
                        Path.of("target/classes/aioPages.xml").toFile())
                .getChild("page");

        assertThat(page.getAttribute("factory")).isEqualTo("org.openjdk.jmc.flightrecorder.ui.itemhandler");
        assertThat(page.getChild("state").getChild("topic").getAttribute("value"))
                .isEqualTo(AioRule.TOPIC);
        assertThat(shown(page, events)).containsExactlyInAnyOrder("aio.SlowRequest", "aio.QueueStatistics");
        assertThat(Arrays.stream(page.getChildren("page")).map(child -> name(child) + shown(child, events)))
                .containsExactly("Requests[aio.SlowRequest]", "Workers[]", "Processes[aio.QueueStatistics]", "Calls[]");
    }

    private static String name(IState page) {
        return page.getChild("state").getAttribute("name");
    }

    private static List<String> shown(IState page, IItemCollection events) {
        IItemFilter filter =
                PersistableItemFilter.readFrom(page.getChild("state").getChild("pageFilter"));
        return events.apply(filter).stream()
                .filter(found -> found.hasItems())
                .map(found -> found.getType().getIdentifier())
                .sorted()
                .toList();
    }

    private static Manifest ours() throws IOException {
        try (InputStream file = Files.newInputStream(Path.of("src/main/bundle/MANIFEST.MF"))) {
            return new Manifest(file);
        }
    }

    private static String symbolicName(URL manifest) {
        try (InputStream file = manifest.openStream()) {
            String name = new Manifest(file).getMainAttributes().getValue("Bundle-SymbolicName");
            return name == null ? "" : name.split(";", 2)[0];
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static int majorVersion(Path file) throws IOException {
        try (DataInputStream code = new DataInputStream(Files.newInputStream(file))) {
            code.readInt();
            code.readUnsignedShort();
            return code.readUnsignedShort();
        }
    }
}
