package io.heddle.bench;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says. */
final class HeddleVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Heddle.class.getPackage().getImplementationVersion();
        return new String[] {"heddle " + (version == null ? "development" : version), "Java " + Runtime.version()};
    }
}
