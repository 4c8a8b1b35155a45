//! The migrations are compiled in, and the compiler does not see that they change.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
