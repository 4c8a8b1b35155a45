//! The document and its pages.

use scheduler_tests::{Backend, Server, on_both};
use serde_json::Value;

on_both!(
    the_document_describes_every_call,
    the_pages_load_nothing_from_elsewhere,
);

fn the_document_describes_every_call(backend: Backend) {
    let server = Server::start(backend);
    let nobody = server.client();
    let reply = nobody.get("/api/schema/").gives(200);
    assert!(
        reply.header("Content-Type").contains("json"),
        "{:?}",
        reply.headers
    );
    let document = reply.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let bearer = document["components"]["securitySchemes"]
        .as_object()
        .unwrap()
        .values();
    assert!(
        bearer
            .clone()
            .any(|scheme| scheme["type"] == "http" && scheme["scheme"] == "bearer")
    );
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !["get", "put", "post", "patch", "delete"].contains(&method.as_str()) {
                continue;
            }
            let what = format!("{method} {path}");
            assert!(
                operation["operationId"].is_string() && operation["summary"].is_string(),
                "{what}"
            );
            assert!(
                operation["tags"]
                    .as_array()
                    .is_some_and(|tags| !tags.is_empty()),
                "{what}"
            );
            let answers = operation["responses"].as_object().unwrap();
            assert!(
                answers.keys().any(|status| status.starts_with('2')),
                "{what}"
            );
        }
    }
    let yaml = nobody.get("/api/schema/?format=yaml").gives(200);
    assert!(
        yaml.header("Content-Type").contains("yaml"),
        "{:?}",
        yaml.headers
    );
    assert!(yaml.text().contains("openapi:"));
    assert_ne!(document["paths"], Value::Null);
}

fn the_pages_load_nothing_from_elsewhere(backend: Backend) {
    let server = Server::start(backend);
    let nobody = server.client();
    for page in ["/api/docs/", "/api/redoc/", "/"] {
        let reply = nobody.get(page).gives(200);
        assert!(
            reply.header("Content-Type").starts_with("text/html"),
            "{page}: {reply:?}"
        );
        let text = reply.text();
        for part in text.split(['"', '\'']) {
            let elsewhere = part.starts_with("http://")
                || part.starts_with("https://")
                || part.starts_with("//");
            assert!(
                !elsewhere || !text.contains(&format!("src=\"{part}\"")),
                "{page}: {part}"
            );
            let is_file =
                part.starts_with('/') && [".js", ".css"].iter().any(|end| part.ends_with(end));
            if is_file {
                assert!(
                    !nobody.get(part).gives(200).body.is_empty(),
                    "{page}: {part}"
                );
            }
        }
    }
}
