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
 * Refuses a call for which the caller's stack has too little room left, before it has done anything.
 *
 * <p>A StackOverflowError can come at each call of a method: also between the taking of a lock and the {@code try}
 * whose {@code finally} gives it back, or within that. No code can be written so that it stands that everywhere. So
 * each public call asks first whether there is room for all that follows, and throws the error itself if there is not.
 *
 * <p>The question costs a few nanoseconds, because the JVM asks it anyway. At the entry of a method it looks whether
 * the stack can take the method's frame, in HotSpot by the size that the frame has in the interpreter, also where it is
 * compiled (it may have to fall back: {@code Compile::bang_size_in_bytes}). The interpreter compares; compiled code
 * touches each page that the frame would have. So a method that has {@value #SLOTS} local variables and uses none of
 * them, but for a branch that is never taken and that no compiler can rule out, has its entry throw the error when less
 * room is left than these would take. The class file of such a method is written here, for no source has so many
 * variables. On a JVM that does not look ahead, the method does nothing.
 */
public final class StackRoom {
    /**
     * The local variables, of 8 bytes: 32 KB. No public call was seen to need a third of that, in the interpreter and
     * with the classes loaded; more pages would cost more than a few nanoseconds, for they compete for the same lines
     * of a cache.
     */
    private static final int SLOTS = 4096;

    /** 40 KB: what is called within has its own question answered with yes, though it is asked from further down. */
    private static final int MORE_SLOTS = 5120;

    /**
     * So many bytes of code that no compiler puts it into its caller: there it would count only where it is compiled.
     */
    private static final int PADDING = 400;

    interface Check {
        void check();
    }

    /** Not final, so that it is no constant to a compiler. */
    static boolean never;

    private static final Check CHECK = make("Frame", SLOTS);
    private static final Check CHECK_MORE = make("LargeFrame", MORE_SLOTS);

    private StackRoom() {}

    /**
     * Does nothing, if there is room on the calling thread's stack for a call into the engine.
     *
     * @throws StackOverflowError if there is not
     */
    public static void require() {
        CHECK.check();
    }

    /**
     * The same for a call that makes such calls itself, between steps that belong together.
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
