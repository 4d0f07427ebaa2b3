package io.heddle.aio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.heddle.backend.Operation;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of several buffers: {@code aio_readv} and {@code aio_writev}. */
@DisplayName("readv, writev")
final class VectorTest extends AioTest {
    private static final byte[] CONTENT = "0123456789".getBytes(UTF_8);

    private AioProcess process;

    @BeforeEach
    void openProcess() {
        process = open();
    }

    private static ByteBuffer bytes(String content) {
        return ByteBuffer.wrap(content.getBytes(UTF_8));
    }

    private static String text(ByteBuffer read) {
        return UTF_8.decode(read.duplicate().flip()).toString();
    }

    private static ByteBuffer[] sized(int... sizes) {
        return Arrays.stream(sizes).mapToObj(ByteBuffer::allocate).toArray(ByteBuffer[]::new);
    }

    private static ByteBuffer[] many(int count) {
        int[] sizes = new int[count];
        Arrays.fill(sizes, 1);
        return sized(sizes);
    }

    private static ControlBlock vector(AioFile file, long offset, ByteBuffer... buffers) {
        return new ControlBlock().file(file).offset(offset).buffers(buffers);
    }

    private static String content(AioFile file) throws IOException {
        return Files.readString(Path.of(file.description()));
    }

    // ---- what is moved

    @Test
    void shouldScatter() throws IOException {
        AioFile file = fileWith(process, CONTENT);
        ByteBuffer[] buffers = {ByteBuffer.allocate(2), ByteBuffer.allocateDirect(3), ByteBuffer.allocate(9)};
        ControlBlock block = vector(file, 1, buffers);
        process.read(block);
        assertThat(reap(process, block)).isEqualTo(9);
        assertThat(buffers).extracting(VectorTest::text).containsExactly("12", "345", "6789");
        assertThat(block.buffers()).isSameAs(buffers);
        assertThat(block.buffer()).isNull();
    }

    @Test
    void shouldGather() throws IOException {
        AioFile file = fileWith(process, CONTENT, StandardOpenOption.WRITE);
        ControlBlock block = vector(
                file, 8, bytes("ab"), bytes(""), bytes("xcdx").position(1).limit(3));
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(4);
        assertThat(content(file)).isEqualTo("01234567abcd");
    }

    @Test
    void shouldMoveAsManyBuffersAsAllowed() throws IOException {
        AioFile file = newFile(process);
        ControlBlock block = vector(file, 0, many(1024));
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(1024);
        assertThat(file.size()).isEqualTo(1024);
    }

    @Test
    void shouldTellItselfApartInTracesAndBackends() throws IOException {
        AioFile file = newFile(process);
        ControlBlock block = vector(file, 7, sized(3, 4));
        process.write(block);
        reap(process, block);
        process.read(block.buffers(sized(3, 4)));
        reap(process, block);
        process.read(block.buffer(ByteBuffer.allocate(1)));
        reap(process, block);
        assertThat(backend.events().stream().filter(HeldBackend.Event::isStart).map(HeldBackend.Event::operation))
                .containsExactly(Operation.WRITEV, Operation.READV, Operation.READ);
    }

    @Test
    void shouldBeOneRequestToASyncAndACancel() throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        occupyWorker(single);
        AioFile file = newFile(single);
        ControlBlock first = vector(file, 1, bytes("ab"), bytes("cd"));
        single.write(first);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 2);
        ControlBlock cancelled = vector(file, 3, bytes("xy"), bytes("z"));
        single.write(cancelled);
        assertThat(single.cancel(cancelled)).isEqualTo(CancelResult.CANCELED);
        assertThat(cancelled.buffers()[0].position()).isZero();
        backend.releaseAll();
        reap(single, sync);
        assertThat(reap(single, first)).isEqualTo(4);
        assertThat(content(file)).isEqualTo("\0abcd");
        assertThat(backend.hasSeen(3)).isFalse();
    }

    // ---- the array is copied at the call

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMoveTheBuffersThatWereInTheArrayAtTheCall(boolean write) throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        AioFile file = fileWith(single, CONTENT, StandardOpenOption.READ, StandardOpenOption.WRITE);
        occupyWorker(single);
        ByteBuffer[] array = {bytes("ab"), bytes("cd")};
        ByteBuffer[] atTheCall = array.clone();
        ByteBuffer[] later = {bytes("wxyz"), bytes("z").asReadOnlyBuffer()};
        ControlBlock block = vector(file, 1, array);
        if (write) {
            single.write(block);
        } else {
            single.read(block);
        }
        System.arraycopy(later, 0, array, 0, 2);
        backend.releaseAll();
        assertThat(reap(single, block)).isEqualTo(4);
        assertThat(atTheCall).noneMatch(ByteBuffer::hasRemaining);
        assertThat(later).extracting(ByteBuffer::position).containsOnly(0);
        assertThat(content(file)).isEqualTo(write ? "0abcd56789" : "0123456789");
        assertThat(block.buffers()).isSameAs(array);
    }

    @Test
    void shouldTakeTheArrayAnewAtEachCall() throws IOException {
        AioFile file = newFile(process);
        ByteBuffer[] array = {bytes("ab"), bytes("cd")};
        ControlBlock block = vector(file, 0, array);
        process.write(block);
        reap(process, block);
        array[0] = bytes("xyz");
        array[1] = bytes("");
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(3);
        assertThat(content(file)).isEqualTo("xyzd");
        process.write(block.buffers(bytes("w")));
        assertThat(reap(process, block)).isOne();
    }

    @Test
    void shouldKeepNoBufferOfAnEndedRequestAlive() throws IOException {
        AioFile file = newFile(process);
        ControlBlock block = vector(file, 0, bytes("ab"), bytes("cd"));
        process.write(block);
        awaitDone(block);
        assertThat(block.request.memory.buffers()).isNull();
        assertThat(reap(process, block)).isEqualTo(4);
    }

    // ---- lists

    @Test
    void shouldObeyOpcodesOfLists() throws Exception {
        AioFile file = newFile(process);
        List<ControlBlock> writes = List.of(
                vector(file, 0, bytes("a"), bytes("b")).opcode(Opcode.WRITEV),
                vector(file, 2, bytes("c"), bytes("d")).opcode(Opcode.WRITE));
        process.listio(ListMode.WAIT, writes, Sigevent.none());
        ControlBlock read = vector(file, 0, sized(3, 3)).opcode(Opcode.READV);
        process.listio(ListMode.WAIT, List.of(read), Sigevent.none());
        assertThat(process.reap(read)).isEqualTo(4);
        assertThat(read.buffers()).extracting(VectorTest::text).containsExactly("abc", "d");
    }

    @Test
    void shouldRefuseAVectorOpcodeWithoutAVector() throws Exception {
        ControlBlock block = new ControlBlock(newFile(process), ByteBuffer.allocate(1), 0).opcode(Opcode.READV);
        assertFails(Errno.EIO, () -> process.listio(ListMode.WAIT, List.of(block), Sigevent.none()))
                .withMessageContaining("buffers is not set, a READV needs a vector");
        assertThat(process.error(block)).isEqualTo(Errno.EINVAL);
    }

    // ---- refusals

    @ParameterizedTest
    @ValueSource(ints = {0, 1025})
    void shouldRefuseTooFewAndTooManyBuffers(int count) throws IOException {
        AioFile file = newFile(process);
        assertFails(Errno.EINVAL, () -> process.write(vector(file, 0, many(count))))
                .withMessageContaining("buffers has " + count + " elements, it must have 1 to 1024");
    }

    @Test
    void shouldRefuseTooManyBuffersInFreeBsdToo() throws IOException {
        AioProcess bsd = open(settings().system(new AioSystem(Dialect.FREEBSD)));
        AioFile other = newFile(bsd);
        assertFails(Errno.EINVAL, () -> bsd.write(vector(other, 0, many(1025))))
                .withMessageContaining("it must have 0 to 1024");
    }

    @Test
    void shouldNameTheBufferThatCannotBeUsed() throws IOException {
        AioFile file = newFile(process);
        ByteBuffer[] withNull = {ByteBuffer.allocate(1), null};
        assertFails(Errno.EINVAL, () -> process.write(vector(file, 0, withNull)))
                .withMessageContaining("buffers[1] is null");
        ByteBuffer[] readOnly = {ByteBuffer.allocate(1), ByteBuffer.allocate(1).asReadOnlyBuffer()};
        assertFails(Errno.EINVAL, () -> process.read(vector(file, 0, readOnly)))
                .withMessageContaining("buffers[1] is read-only, a READV needs a writable one");
        assertFails(Errno.EINVAL, () -> process.read(vector(file, -1, sized(1))))
                .withMessageContaining("offset is -1");
        assertThat(process.statistics().submitted()).isZero();
        ControlBlock written = vector(file, 0, readOnly);
        process.write(written);
        assertThat(reap(process, written)).isEqualTo(2);
    }

    @Test
    void shouldRefuseToBeChangedInFlight() throws IOException {
        occupyWorker(process);
        ControlBlock block = vector(newFile(process), 1, sized(1));
        process.write(block);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> block.buffers(sized(1)));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> block.priority(1));
        backend.releaseAll();
        reap(process, block);
        assertThatNullPointerException().isThrownBy(() -> block.buffers((ByteBuffer[]) null));
    }

    // ---- dialects

    @Test
    void shouldNotBeOfferedByXnu() throws Exception {
        AioProcess xnu = open(settings().system(new AioSystem(Dialect.XNU)));
        AioFile file = newFile(xnu);
        ControlBlock block = vector(file, 0, sized(1)).opcode(Opcode.WRITEV);
        assertFails(Errno.ENOTSUP, () -> xnu.write(block)).withMessageContaining("XNU does not offer WRITEV");
        assertFails(Errno.ENOTSUP, () -> file.read(sized(1), 0));
        ControlBlock valid = block(file, 0).opcode(Opcode.WRITE);
        assertFails(Errno.ENOTSUP, () -> xnu.listio(ListMode.WAIT, List.of(valid, block), Sigevent.none()));
        assertThat(xnu.statistics().submitted()).isZero();
    }

    /** FreeBSD does not check the address before the transfer. */
    @Test
    void shouldFailInTheTransferInFreeBsd() throws IOException {
        AioProcess bsd = open(settings().system(new AioSystem(Dialect.FREEBSD)));
        AioFile file = newFile(bsd);
        ControlBlock block = vector(file, 0, ByteBuffer.allocate(1), null);
        bsd.write(block);
        assertFails(Errno.EFAULT, () -> reap(bsd, block));
        assertThat(file.size()).isZero();
    }

    /** Each of a block's two requests moves positions of its own. */
    @Test
    void shouldRunTwiceInFreeBsd() throws IOException {
        AioProcess bsd = open(settings().maxWorkers(1).system(new AioSystem(Dialect.FREEBSD)));
        AioFile file = newAppendFile(bsd);
        occupyWorker(bsd);
        ControlBlock block = vector(file, 0, bytes("ab"), bytes("xcd").position(1));
        bsd.write(block);
        bsd.write(block);
        backend.releaseAll();
        Conditions.await("the end of both", () -> bsd.statistics().done() == 3); // includes the occupier
        assertThat(bsd.reap(block) + bsd.reap(block)).isEqualTo(8);
        assertThat(content(file)).isEqualTo("abcdabcd");
        assertThat(block.buffers()).noneMatch(ByteBuffer::hasRemaining);
    }

    // ---- direct style

    @Test
    void shouldMoveVectorsInDirectStyle() throws IOException {
        AioFile file = newFile(process);
        assertThat(file.write(new ByteBuffer[] {bytes("ab"), bytes("cd")}, 1)).isEqualTo(4);
        ByteBuffer[] buffers = sized(2, 0, 9);
        assertThat(file.read(buffers, 0)).isEqualTo(5);
        assertThat(buffers).extracting(VectorTest::text).containsExactly("\0a", "", "bcd");
        assertThat(file.read(sized(1), 5)).as("at the end").isEqualTo(-1);
        assertThat(file.read(sized(0), 5)).as("nothing asked for").isZero();
        assertFails(Errno.EINVAL, () -> file.read(new ByteBuffer[0], 0));
        assertThatNullPointerException().isThrownBy(() -> file.write((ByteBuffer[]) null, 0));
    }

    @Test
    void shouldNotKeepBuffersOfDirectStyleAlive() throws IOException {
        AioFile file = newFile(process);
        file.write(sized(2, 2), 0);
        Request free = file.requests().borrowDirect();
        assertThat(free.memory.buffers()).isNull();
        file.requests().giveBackDirect(free);
    }
}
