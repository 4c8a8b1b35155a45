use actix_web::body::to_bytes;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service};
use rust_embed::RustEmbed;

use super::{CSP, FOR_EVER, serve};
use crate::testing::World;

#[derive(RustEmbed)]
#[folder = "src/web_app/fixture"]
struct Fixture;

async fn ask(request: TestRequest) -> (u16, HeaderMap, Vec<u8>) {
    let app = actix_web::App::new().configure(serve::<Fixture>);
    let answer = call_service(&init_service(app).await, request.to_request()).await;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = to_bytes(answer.into_body()).await.unwrap();
    (status, headers, body.to_vec())
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[actix_web::test]
async fn every_path_of_the_router_gives_the_page() {
    for path in [
        "/",
        "/login",
        "/register",
        "/forgot",
        "/reset/a.b.c",
        "/verify/a.b.c",
        "/change-email/a.b.c",
        "/undo-email/a.b.c",
        "/dashboard",
        "/admin",
        "/admin/meetings?page=2",
        "/dashboard/calendar",
        "/dashboard/meetings/0193b0a9-51f3-7c44-8f0e-5d1e6a7b8c21/edit?from=list",
    ] {
        let (status, headers, body) = ask(get(path)).await;
        assert_eq!(status, 200, "{path}");
        assert!(String::from_utf8(body).unwrap().contains("<h1>The app"));
        assert_eq!(text(&headers, "Content-Type"), "text/html; charset=utf-8");
        assert_eq!(text(&headers, "Cache-Control"), "no-cache");
        assert_eq!(text(&headers, "Content-Security-Policy"), CSP);
        assert!(text(&headers, "ETag").starts_with("W/\""));
    }
}

#[actix_web::test]
async fn files_are_sent_in_the_best_coding_that_the_client_takes() {
    let path = "/assets/app-1a2b3c4d.js";
    for (accepted, coding) in [
        (Some("gzip, deflate, br, zstd"), "br"),
        (Some("gzip, br;q=0"), "gzip"),
        (Some("gzip"), "gzip"),
        (Some("identity"), ""),
        (Some("zstd"), ""),
        (None, ""),
    ] {
        let mut request = get(path);
        if let Some(accepted) = accepted {
            request = request.insert_header(("Accept-Encoding", accepted));
        }
        let (status, headers, body) = ask(request).await;
        assert_eq!(status, 200);
        let sent = text(&headers, "Content-Encoding").trim_start_matches("identity");
        assert_eq!(sent, coding, "{accepted:?}");
        assert_eq!(body.starts_with(b"document.title"), coding.is_empty());
        assert_eq!(text(&headers, "Vary"), "Accept-Encoding");
        assert_eq!(text(&headers, "Cache-Control"), FOR_EVER);
        assert_eq!(
            text(&headers, "Content-Type"),
            "text/javascript; charset=utf-8"
        );
    }
    let (_, headers, body) = ask(get("/assets/letters-5e6f.woff2")).await;
    assert_eq!(
        (text(&headers, "Content-Type"), body.as_slice()),
        ("font/woff2", b"wOF2".as_slice())
    );
    let (_, headers, _) = ask(get("/favicon.svg")).await;
    assert_eq!(text(&headers, "Content-Type"), "image/svg+xml");
    assert_eq!(text(&headers, "Cache-Control"), "no-cache");
}

#[actix_web::test]
async fn what_a_client_has_is_not_sent_again() {
    let (_, headers, _) = ask(get("/login")).await;
    let tag = text(&headers, "ETag");
    let (status, headers, body) = ask(get("/").insert_header(("If-None-Match", tag))).await;
    assert_eq!((status, body.len()), (304, 0));
    assert_eq!(text(&headers, "Cache-Control"), "no-cache");
    let other = get("/").insert_header(("If-None-Match", "W/\"0\""));
    assert_eq!(ask(other).await.0, 200);
}

#[actix_web::test]
async fn nothing_but_files_of_the_app_is_served() {
    for path in [
        "/assets/none.js",
        "/assets/..%2findex.html",
        "/assets/%2e%2e%2findex.html",
        "/assets/",
        "/index.html",
        "/index.html.gz",
        "/favicon.svg.br",
        "/dashboards",
        "/administration",
        "/login/more",
    ] {
        assert_eq!(ask(get(path)).await.0, 404, "{path}");
    }
}

#[actix_web::test]
async fn a_person_who_is_lost_gets_the_app_and_a_client_a_problem() {
    let world = World::new();
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    let asks = |path: &'static str, accept: &'static str| {
        let request = world.get(path).header("If-None-Match", "*");
        request.header("Accept", accept).send()
    };
    for path in ["/nowhere", "/nowhere/", "/assets/gone.js", "/api"] {
        for accept in ["*/*", "application/json", "image/avif,image/*"] {
            asks(path, accept).await.expect_problem(404, "not_found");
        }
    }
    let page = asks("/nowhere", browser).await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("<script"), "{page:?}");
    assert_eq!(page.header("Content-Security-Policy"), Some(CSP));
    assert_eq!(page.header("Cache-Control"), Some("no-store"));
    for path in ["/api/nowhere/", "/api"] {
        asks(path, browser).await.expect_problem(404, "not_found");
    }
    let posted = world.post("/nowhere").header("Accept", browser);
    posted.send().await.expect_problem(404, "not_found");
    let posted = world.post("/login").send().await;
    posted.expect_problem(405, "method_not_allowed");
    assert_eq!(posted.header("Allow"), Some("GET, HEAD"));
}

#[actix_web::test]
async fn where_a_secret_is_in_the_path_nobody_else_learns_of_it() {
    let world = World::new();
    for (path, referrer) in [
        ("/reset/a.b.c", "no-referrer"),
        ("/verify/a.b.c/", "no-referrer"),
        ("/change-email/a.b.c/", "no-referrer"),
        ("/undo-email/a.b.c/", "no-referrer"),
        ("/dashboard/meetings", "same-origin"),
    ] {
        let page = world.get(path).send().await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("Referrer-Policy"), Some(referrer), "{path}");
        assert_eq!(page.header("Content-Security-Policy"), Some(CSP));
    }
}
