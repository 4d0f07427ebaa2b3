package io.heddle.linux;

/** A file without a descriptor, for transfers that are never performed: needs no native access. */
public final class NoFile {
    private NoFile() {}

    /** Creates the file. */
    public static NativeFile make() {
        return new NativeFile(-1, 0, null, FileCalls.KERNEL);
    }
}
