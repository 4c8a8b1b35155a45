//! Over the memory store.
