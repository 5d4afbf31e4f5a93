package dev.breakglass.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * One clock for several processes of this machine: eight bytes of a file in memory that hold the microseconds. It stands
 * still until one of them moves it.
 */
public final class SharedClock extends Clock {
    private static final VarHandle MICROS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    private SharedClock(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Makes the file, and with it a clock that stands at this instant. */
    public static SharedClock create(Path file, Instant start) {
        SharedClock clock = open(file);
        MICROS.setVolatile(clock.memory, 0, ChronoUnit.MICROS.between(Instant.EPOCH, start));
        return clock;
    }

    /** The clock that another process made. */
    public static SharedClock open(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new SharedClock(channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot share a clock in " + file, e);
        }
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus((long) MICROS.getVolatile(memory, 0), ChronoUnit.MICROS);
    }

    /** Moves time forward for everybody. */
    public void advance(Duration by) {
        MICROS.getAndAdd(memory, 0, by.toNanos() / 1_000);
    }

    /** Moves time forward to an instant; does nothing if that has passed. */
    public void advanceTo(Instant to) {
        Instant now = instant();
        if (to.isAfter(now)) {
            advance(Duration.between(now, to));
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        if (!zone.equals(ZoneOffset.UTC)) {
            throw new UnsupportedOperationException("this clock is always UTC");
        }
        return this;
    }
}
