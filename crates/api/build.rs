//! Says what to do when the files that the binary embeds are missing.

use std::path::Path;

const EMBEDDED: [&str; 3] = [
    "assets/dist/redoc/redoc.standalone.js.gz",
    "assets/dist/swagger-ui/swagger-ui-bundle.js.gz",
    "assets/dist/swagger-ui/swagger-ui.css.gz",
];

fn main() {
    println!("cargo::rerun-if-changed=assets/dist");
    if EMBEDDED.iter().any(|file| !Path::new(file).is_file()) {
        println!("cargo::error=the documentation viewers are missing: run `make docs-assets`");
    }
}
