package io.heddle.bench;

import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}. */
final class HeddleVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Heddle.class.getPackage().getImplementationVersion();
        return new String[] {"heddle " + (version == null ? "development" : version), "Java " + Runtime.version()};
    }
}
