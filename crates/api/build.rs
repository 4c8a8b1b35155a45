//! Says what to do when the files that the binary embeds are missing.

use std::path::Path;

const EMBEDDED: [(&str, &str); 4] = [
    ("assets/dist/redoc/redoc.standalone.js.gz", "docs-assets"),
    (
        "assets/dist/swagger-ui/swagger-ui-bundle.js.gz",
        "docs-assets",
    ),
    ("assets/dist/swagger-ui/swagger-ui.css.gz", "docs-assets"),
    ("assets/web/index.html.gz", "web"),
];

fn main() {
    println!("cargo::rerun-if-changed=assets/dist");
    println!("cargo::rerun-if-changed=assets/web");
    for (file, target) in EMBEDDED {
        if !Path::new(file).is_file() {
            println!("cargo::error={file} is missing: run `make {target}`");
        }
    }
}
