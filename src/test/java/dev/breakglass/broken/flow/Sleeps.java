package dev.breakglass.broken.flow;

/** A flow that sleeps, and that somebody may extend. */
public class Sleeps {
    public void sleep() throws InterruptedException {
        Thread.sleep(1);
    }
}
