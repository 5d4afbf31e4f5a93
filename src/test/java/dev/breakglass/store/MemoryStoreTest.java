package dev.breakglass.store;

class MemoryStoreTest extends StoreContract {
    private final MemoryStore store = new MemoryStore(clock, () -> {});

    @Override
    Ports open() {
        return Ports.of(store);
    }

    @Override
    void close() {
        // What is in memory stays until the test is over.
    }
}
