//! Pages for people, without a browser.

use actix_web::body::to_bytes;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service};

use crate::client::app;

/// Status, headers and body.
async fn ask(request: TestRequest) -> (u16, HeaderMap, Vec<u8>) {
    let service = init_service(scheduler_api::application(&app())).await;
    let response = call_service(&service, request.to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    (status, headers, body.to_vec())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// What a page loads.
fn loaded(page: &str) -> Vec<&str> {
    let after = |mark| {
        page.split(mark)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
    };
    let paths = after("src=\"").chain(after("<link rel=\"stylesheet\" href=\""));
    paths.collect()
}

#[actix_web::test]
async fn pages_load_only_what_the_binary_serves() {
    for path in ["/api/docs/", "/api/docs", "/api/redoc/"] {
        let (status, headers, body) = ask(TestRequest::get().uri(path)).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(text(&headers, "content-type"), "text/html; charset=utf-8");
        let csp = text(&headers, "content-security-policy");
        assert!(csp.starts_with("default-src 'none';"), "{path}: {csp}");
        for directive in csp.split(';').filter(|one| one.contains("unsafe")) {
            assert_eq!(
                directive.trim(),
                "style-src 'self' 'unsafe-inline'",
                "{path}"
            );
        }
        let page = String::from_utf8(body).unwrap();
        assert!(
            !page.contains("<script>") && !page.contains("onclick"),
            "{path}: inline script"
        );
        assert!(!loaded(&page).is_empty(), "{path}");
        for file in loaded(&page) {
            assert!(file.starts_with("/api/"), "{path} loads {file}");
            let (status, headers, _) = ask(TestRequest::get().uri(file)).await;
            assert_eq!(status, 200, "{file}");
            let media_type = text(&headers, "content-type");
            let wanted = if file.contains(".css") {
                "text/css"
            } else {
                "text/javascript"
            };
            assert!(media_type.starts_with(wanted), "{file}: {media_type}");
            assert_eq!(text(&headers, "x-content-type-options"), "nosniff");
        }
    }
}

#[actix_web::test]
async fn files_are_sent_as_stored_and_once() {
    let file = "/api/redoc/redoc.standalone.js";
    let get = || TestRequest::get().uri(file);
    let (_, headers, compressed) =
        ask(get().insert_header(("Accept-Encoding", "gzip, deflate, br, zstd"))).await;
    assert_eq!(text(&headers, "content-encoding"), "gzip");
    assert_eq!(compressed.get(..2), Some([0x1f, 0x8b].as_slice()));
    assert!(
        text(&headers, "vary")
            .to_lowercase()
            .contains("accept-encoding")
    );

    let (_, plain_headers, plain) = ask(get()).await;
    assert_ne!(text(&plain_headers, "content-encoding"), "gzip");
    assert!(plain.len() > compressed.len());
    let script = String::from_utf8(plain).unwrap();
    assert!(!script.contains("cdn.redoc.ly"));

    let known = get().insert_header(("If-None-Match", text(&headers, "etag")));
    let (status, _, body) = ask(known).await;
    assert_eq!((status, body.len()), (304, 0));
}
