package io.heddle.time;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;

/**
 * Refuses a call for which the caller's stack has too little room left, before the call has done anything.
 *
 * <p>A StackOverflowError can be thrown at each call of a method: also between the acquisition of a lock and the {@code
 * try} whose {@code finally} releases it, or within that. No code can be written to withstand that everywhere. So each
 * public call first checks that there is room for all that follows, and throws the error itself if there is not.
 *
 * <p>The check costs a few nanoseconds, because the JVM makes it anyway. At the entry of a method the JVM checks that
 * the stack can take the method's frame, in HotSpot by the size that the frame has in the interpreter, even where the
 * method is compiled (it may be deoptimised: {@code Compile::bang_size_in_bytes}). The interpreter compares; compiled
 * code touches each page that the frame would have. So a method that has {@value #SLOTS} local variables and uses them
 * only in a branch that is never taken, and that no compiler can rule out, throws the error at its entry when less room
 * is left than these would take. The class file of such a method is generated here, because no source has so many
 * variables. On a JVM without that check, the method does nothing.
 */
public final class StackRoom {
    /**
     * The local variables, of 8 bytes: 32 KB. No public call was seen to need a third of that, in the interpreter and
     * with the classes loaded; more pages would cost more than a few nanoseconds, because they compete for the same
     * cache lines.
     */
    private static final int SLOTS = 4096;

    /** 40 KB, so that the checks of calls made within also pass, although they are made further down the stack. */
    private static final int MORE_SLOTS = 5120;

    /**
     * Bytes of code, so many that no compiler inlines the method: inlined, its frame would count only where it is
     * compiled.
     */
    private static final int PADDING = 400;

    interface Check {
        void check();
    }

    /** Not final, so that compilers cannot treat it as a constant. */
    static boolean never;

    private static final Check CHECK = make("Frame", SLOTS);
    private static final Check CHECK_MORE = make("LargeFrame", MORE_SLOTS);

    private StackRoom() {}

    /**
     * Does nothing if the calling thread's stack has room for a call into the engine.
     *
     * @throws StackOverflowError if it has not
     */
    public static void require() {
        CHECK.check();
    }

    /**
     * Does the same for a call that makes such calls itself, between steps that belong together.
     *
     * @throws StackOverflowError if there is too little room
     */
    public static void requireMore() {
        CHECK_MORE.check();
    }

    private static Check make(String name, int slots) {
        ClassDesc room = StackRoom.class.describeConstable().orElseThrow();
        ClassDesc check = Check.class.describeConstable().orElseThrow();
        byte[] frame = ClassFile.of()
                .build(
                        room.nested(name),
                        type -> type.withFlags(AccessFlag.FINAL)
                                .withInterfaceSymbols(check)
                                .withMethodBody(
                                        INIT_NAME,
                                        MTD_void,
                                        0,
                                        code -> code.aload(0)
                                                .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                                .return_())
                                .withMethodBody(
                                        "check",
                                        MTD_void,
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.getstatic(room, "never", CD_boolean)
                                                .ifThen(unused -> {
                                                    unused.lconst_0()
                                                            .lstore(slots - 2)
                                                            .invokestatic(room, "require", MTD_void);
                                                    for (int i = 0; i < PADDING; i++) {
                                                        unused.nop();
                                                    }
                                                })
                                                .return_()));
        try {
            return (Check) MethodHandles.lookup()
                    .defineClass(frame)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
