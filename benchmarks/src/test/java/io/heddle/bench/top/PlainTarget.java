package io.heddle.bench.top;

/** A program without the library, which runs until its input ends. */
public final class PlainTarget {
    private PlainTarget() {}

    /** Runs the program. */
    public static void main(String[] args) throws Exception {
        System.out.println(ChildProgram.READY);
        while (System.in.read() >= 0) {
            // Input is ignored.
        }
    }
}
