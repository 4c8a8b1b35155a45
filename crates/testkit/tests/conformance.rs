//! The backend in memory is judged like every other.

use scheduler_testkit::MemoryStore;

scheduler_testkit::conformance!(memory, MemoryStore::fresh);
