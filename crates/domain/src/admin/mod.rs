//! Administration: what staff sees and mends.

pub mod oversight;
