//! Contract §1 and the operation side of §4.

mod headers_and_paths;
mod refusals;
