//! Pages, conditions and fields.

use actix_web::FromRequest;
use actix_web::test::TestRequest;
use scheduler_domain::page::{Page, PageRequest};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Field, IfMatch, IfNoneMatch, List, Origin, PageQuery, PageUrl, Query, detail_etag};
use crate::middleware::TrustedProxy;
use crate::problem::Faults;
use crate::testing::World;

async fn page(query: &str) -> Result<PageRequest, crate::problem::Problem> {
    let request = TestRequest::with_uri(&format!("/x?{query}")).to_http_request();
    Query::<PageQuery>::extract(&request)
        .await
        .unwrap()
        .0
        .parse()
}

#[actix_web::test]
async fn a_page_is_counted_from_one_and_bounded() {
    for (query, number, size) in [
        ("", 1, 100),
        ("page=&x", 1, 100),
        ("page=3&page_size=500", 3, 500),
        ("page=1&page=2", 2, 100),
        ("page=99999999999999999999", u32::MAX, 100),
    ] {
        let expected = PageRequest::try_new(number, size).unwrap();
        match page(query).await {
            Ok(found) => assert_eq!(found, expected, "{query}"),
            Err(problem) => assert!(query.starts_with("page=&"), "{query}: {problem}"),
        }
    }
    for bad in [
        "page=0",
        "page=-1",
        "page=x",
        "page=%2B1",
        "page=1.0",
        "page_size=0",
        "page_size=501",
        "page=%00",
    ] {
        assert!(page(bad).await.is_err(), "{bad}");
    }
    let mut faults = Faults::default();
    let query: PageQuery =
        serde_json::from_value(json!({ "page": "x", "page_size": "0" })).unwrap();
    query.read(&mut faults);
    assert_eq!(faults.to_json().as_object().unwrap().len(), 2);
}

#[actix_web::test]
async fn neighbours_of_a_page_keep_the_rest_of_the_query() {
    let show = |world: &World, query: &str, number, count| {
        let request = TestRequest::with_uri(&format!("/api/meetings/?{query}"))
            .app_data(world.app.clone())
            .insert_header(("Host", "evil.example"))
            .to_http_request();
        let request_page = PageRequest::try_new(number, 2).unwrap();
        async move {
            let url = PageUrl::extract(&request).await.unwrap();
            let page = Page {
                count,
                request: request_page,
                items: vec![7],
            };
            let shown = url.show(page, |item: i32| item);
            shown.map(|view| serde_json::to_value(view).unwrap())
        }
    };
    let world = World::with(|settings| settings.public_url = Some("https://meet.example/".into()));
    let view = show(&world, "search=a%26b+c&page=2&page_size=2", 2, 5)
        .await
        .unwrap();
    let base = "https://meet.example/api/meetings/?search=a%26b+c&page_size=2&page=";
    assert_eq!(
        view,
        json!({
            "count": 5, "next": format!("{base}3"), "previous": format!("{base}1"), "results": [7],
        })
    );
    assert!(show(&world, "", 4, 5).await.is_err());
    let view = show(&world, "", 1, 0).await.unwrap();
    assert_eq!(
        (&view["next"], &view["previous"]),
        (&Value::Null, &Value::Null)
    );
}

#[actix_web::test]
async fn a_list_has_no_links_to_where_nothing_can_be_sent() {
    let world = World::with(|settings| settings.trust_proxy = Some(TrustedProxy::default()));
    for (name, value, fits) in [
        ("Host", "meet.example:8000", true),
        ("Host", "[::1]", true),
        ("Host", "", false),
        ("Host", "a b", false),
        ("Host", "ann@meet.example", false),
        ("Host", "meet.example/x", false),
        ("X-Forwarded-Proto", "https", true),
        ("X-Forwarded-Proto", "javascript", false),
        ("X-Forwarded-Proto", "HTTPS", true),
        ("X-Forwarded-Host", "a b", false),
        ("Forwarded", "host=\"a b\";proto=http:s", true),
    ] {
        let request = TestRequest::with_uri("/api/meetings/")
            .app_data(world.app.clone())
            .insert_header((name, value));
        let url = PageUrl::extract(&request.to_http_request()).await;
        assert_eq!(url.is_ok(), fits, "{name}: {value}");
    }
}

#[actix_web::test]
async fn where_this_server_is_said_to_be_counts_only_behind_a_trusted_proxy() {
    for (trust_proxy, origin) in [
        (false, "http://meet.example"),
        (true, "https://evil.example"),
    ] {
        let world = World::with(|settings| {
            settings.trust_proxy = trust_proxy.then(TrustedProxy::default);
        });
        let request = TestRequest::with_uri("/api/meetings/")
            .app_data(world.app.clone())
            .insert_header(("Host", "meet.example"))
            .insert_header(("X-Forwarded-Proto", "https"))
            .insert_header(("X-Forwarded-Host", "evil.example"));
        let found = Origin::extract(&request.to_http_request()).await.unwrap();
        assert_eq!(found.0, origin);
    }
}

#[actix_web::test]
async fn a_writer_is_held_to_the_version_alone() {
    let tag = detail_etag(7, "{}");
    for (header, expected) in [
        (None, None),
        (Some("*".to_owned()), None),
        (Some(tag.clone()), Some(7)),
        (Some(detail_etag(7, "other")), Some(7)),
        (Some(format!("\"x\", {tag}")), Some(7)),
        (Some(format!("\"x\", W/{tag}")), Some(0)),
        (Some(format!("\"é\", {tag}")), Some(7)),
        (Some("\"x,*,y\"".to_owned()), Some(0)),
        (Some("\"x\"".to_owned()), Some(0)),
        (Some("7".to_owned()), Some(0)),
        (Some(String::new()), Some(0)),
    ] {
        let mut request = TestRequest::default();
        if let Some(header) = &header {
            request = request.insert_header(("If-Match", header.as_str()));
        }
        let found = IfMatch::extract(&request.to_http_request()).await;
        assert_eq!(found.unwrap().0, expected, "{header:?}");
    }
}

#[actix_web::test]
async fn a_reader_is_held_to_the_whole_tag() {
    let tag = detail_etag(7, "{}");
    for (header, has) in [
        (tag.clone(), true),
        (format!("W/{tag}"), true),
        (format!("\"a\",{tag}"), true),
        (format!("\"é\",{tag}"), true),
        ("\"a,*,b\"".to_owned(), false),
        ("*".to_owned(), true),
        (detail_etag(7, "other"), false),
        (String::new(), false),
    ] {
        let request = TestRequest::default().insert_header(("If-None-Match", header.as_str()));
        let found = IfNoneMatch::extract(&request.to_http_request())
            .await
            .unwrap();
        assert_eq!(found.has(&tag), has, "{header}");
    }
}

#[test]
fn reading_an_object_never_fails() {
    #[derive(Default, Deserialize, PartialEq, Debug)]
    #[serde(default)]
    struct Probe {
        text: Field<String>,
        flag: Field<bool>,
        list: Field<List<Field<String>, 3>>,
    }
    let read = |value: Value| serde_json::from_value::<Probe>(value).unwrap();
    assert_eq!(read(json!({ "other": 1 })), Probe::default());
    let probe = read(json!({ "text": null, "flag": "true", "list": ["a", 1, "\u{0}"] }));
    assert_eq!(probe.text, Field::Null);
    assert_eq!(probe.flag, Field::Wrong("Must be true or false.".into()));
    assert_eq!(
        probe.list.given().cloned().map(List::into_vec),
        Some(vec![
            Field::Given("a".into()),
            Field::Wrong("Not a valid string.".into()),
            Field::Wrong("Null characters are not allowed.".into()),
        ])
    );
    assert_eq!(
        read(json!({ "list": [1, 2, 3, 4] })).list,
        Field::Wrong("Ensure this list has no more than 3 elements.".into())
    );
    assert_eq!(
        read(json!({ "list": {} })).list,
        Field::Wrong("Expected a list of items.".into())
    );
}
