package io.heddle.linux;

/** A file without a descriptor, for transfers that nobody moves: needs no native access. */
public final class NoFile {
    private NoFile() {}

    /** Makes one. */
    public static NativeFile make() {
        return new NativeFile(-1, 0, null, FileCalls.KERNEL);
    }
}
