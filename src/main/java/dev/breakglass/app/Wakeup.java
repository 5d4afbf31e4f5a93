package dev.breakglass.app;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets every commit of this process wake the loop that waits for work. */
final class Wakeup implements Runnable {
    private final Semaphore wakes = new Semaphore(0);

    /** Wakes the loop, or keeps it from falling asleep. */
    @Override
    public void run() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    /** Waits until woken, at most this long. */
    void await(long millis) throws InterruptedException {
        if (wakes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            wakes.drainPermits();
        }
    }
}
