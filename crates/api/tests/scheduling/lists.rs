//! The list of meetings and their counts.

use serde_json::{Value, json};
use time::Duration;

use crate::world::{MEETINGS, Person, World, plan, with};

async fn titles(person: &Person, query: &str) -> Vec<String> {
    let list = person.get(&format!("{MEETINGS}{query}")).await.good(200);
    let title = |one: &Value| one["title"].as_str().unwrap().to_owned();
    list["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(title)
        .collect()
}

#[actix_web::test]
async fn an_item_says_what_a_list_shows() {
    let world = World::new().await;
    let (ann, bob, eve) = (world.join("ann"), world.join("bob"), world.join("eve"));
    let path = ann.plans("Plan", 3, &["bob", "cy"]).await;
    let id = path.trim_start_matches(MEETINGS).trim_end_matches('/');
    let item = |is_organiser: bool, my_status: Value| {
        json!({"count": 1, "next": null, "previous": null, "results": [{
            "id": id, "title": "Plan", "location": "", "start_time": "2030-06-03T09:00:00Z",
            "end_time": "2030-06-03T10:00:00Z", "time_zone": "UTC", "status": "scheduled",
            "participant_count": 2, "answered_count": 0, "created_by_email": "ann@example.org",
            "duration_minutes": 60, "is_organiser": is_organiser, "can_edit": is_organiser,
            "my_status": my_status, "sequence": 0,
        }]})
    };
    assert_eq!(ann.get(MEETINGS).await.good(200), item(true, Value::Null));
    assert_eq!(
        bob.get(MEETINGS).await.good(200),
        item(false, json!("pending"))
    );
    assert_eq!(eve.get(MEETINGS).await.good(200)["count"], 0);
    assert_eq!(
        ann.get("/api/meetings").await.good(200),
        item(true, Value::Null)
    );
}

#[actix_web::test]
async fn a_list_is_filtered_and_ordered() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    let described = with(
        &plan("beta", 5, &["bob"]),
        &json!({"description": "Budget\nÄpfel", "location": "Room 4"}),
    );
    ann.post(MEETINGS, &described).await.good(201);
    ann.plans("Alpha", 4, &[]).await;
    let gamma = bob.plans("gamma", 3, &["ann"]).await;
    let off = ann.plans("off", 6, &[]).await;
    ann.post(&format!("{off}cancel/"), &json!({}))
        .await
        .good(200);
    let pid = ann.get(&gamma).await.good(200)["participants"][0]["id"]
        .as_i64()
        .unwrap();
    let answer = json!({"status": "tentative"});
    ann.patch(&format!("{gamma}participants/{pid}/status/"), &answer)
        .await
        .good(200);

    for (query, wanted) in [
        ("", vec!["gamma", "Alpha", "beta", "off"]),
        (
            "?ordering=-start_time",
            vec!["off", "beta", "Alpha", "gamma"],
        ),
        ("?ordering=title", vec!["Alpha", "beta", "gamma", "off"]),
        (
            "?ordering=-end_time,title",
            vec!["off", "beta", "Alpha", "gamma"],
        ),
        (
            "?ordering=created_at,%20-title",
            vec!["off", "gamma", "beta", "Alpha"],
        ),
        ("?status=cancelled", vec!["off"]),
        ("?status=scheduled&role=organiser", vec!["Alpha", "beta"]),
        ("?role=participant", vec!["gamma"]),
        ("?my_status=tentative", vec!["gamma"]),
        ("?my_status=invited", vec![]),
        ("?search=budget%20ROOM", vec!["beta"]),
        ("?search=%C3%A4PFEL", vec!["beta"]),
        ("?search=100%25", vec![]),
        (
            "?search=&status=&role=&my_status=&ordering=&from_date=&to_date=",
            vec!["gamma", "Alpha", "beta", "off"],
        ),
        (
            "?from_date=2030-06-04&to_date=2030-06-05",
            vec!["Alpha", "beta"],
        ),
        ("?to_date=2030-06-02", vec![]),
        ("?unknown=1", vec!["gamma", "Alpha", "beta", "off"]),
    ] {
        assert_eq!(titles(&ann, query).await, wanted, "{query}");
    }
    world.wait(Duration::days(2));
    assert_eq!(titles(&ann, "?status=completed").await, ["gamma"]);
}

#[actix_web::test]
async fn days_are_the_callers_own_and_touching_them_is_enough() {
    let world = World::new().await;
    let ann = world.join_as("ann", true, "Asia/Tokyo");
    // In Tokyo this is from 23:00 on the 3rd until 01:00 on the 4th.
    let night = json!({"title": "Night", "start_time": "2030-06-03T14:00:00Z", "end_time": "2030-06-03T16:00:00Z"});
    ann.post(MEETINGS, &night).await.good(201);
    for (query, is_in) in [
        ("?from_date=2030-06-04", true),
        ("?from_date=2030-06-05", false),
        ("?to_date=2030-06-03", true),
        ("?to_date=2030-06-02", false),
        ("?from_date=2030-06-03&to_date=2030-06-03", true),
        ("?from_date=2030-06-04&to_date=2030-06-04", true),
    ] {
        assert_eq!(!titles(&ann, query).await.is_empty(), is_in, "{query}");
    }
}

#[actix_web::test]
async fn pages_name_each_other() {
    let world = World::new().await;
    let ann = world.join("ann");
    for day in 3..8 {
        ann.plans(&format!("M{day}"), day, &[]).await;
    }
    let second = ann
        .get("/api/meetings/?page=2&page_size=2&search=m")
        .await
        .good(200);
    assert_eq!(second["count"], 5);
    assert_eq!(second["results"].as_array().unwrap().len(), 2);
    let next = second["next"].as_str().unwrap();
    assert!(
        next.starts_with("https://meet.example.org/api/meetings/?"),
        "{next}"
    );
    let last = ann
        .get(next.trim_start_matches("https://meet.example.org"))
        .await
        .good(200);
    assert_eq!(
        (&last["next"], &last["results"][0]["title"]),
        (&Value::Null, &json!("M7"))
    );
    assert!(second["previous"].as_str().unwrap().contains("search=m"));
    ann.get("/api/meetings/?page=4&page_size=2")
        .await
        .problem(404, "not_found");
    ann.get("/api/meetings/?page=99999999999999999999")
        .await
        .problem(404, "not_found");
}

#[actix_web::test]
async fn every_bad_value_of_a_query_is_named() {
    let world = World::new().await;
    let ann = world.join("ann");
    let query = "?search=%00&status=gone&from_date=soon&to_date=2030-02-30&ordering=-size\
        &role=boss&my_status=perhaps&page=0&page_size=501";
    ann.get(&format!("{MEETINGS}{query}")).await.faulty(&[
        "search",
        "status",
        "from_date",
        "to_date",
        "ordering",
        "role",
        "my_status",
        "page",
        "page_size",
    ]);
    for (query, field) in [
        ("?page=x", "page"),
        ("?page=-1", "page"),
        ("?page_size=0", "page_size"),
        ("?ordering=title,", "ordering"),
        ("?ordering=--title", "ordering"),
        ("?from_date=2030-06-04&to_date=2030-06-03", "to_date"),
        ("?from_date=2030-06-04T00:00:00Z", "from_date"),
        ("?to_date=9999-12-31", "to_date"),
    ] {
        ann.get(&format!("{MEETINGS}{query}"))
            .await
            .faulty(&[field]);
    }
    assert!(titles(&ann, "?to_date=9998-12-31").await.is_empty());
}

#[actix_web::test]
async fn the_summary_counts_my_meetings() {
    let world = World::new().await;
    let (ann, bob) = (world.join("ann"), world.join("bob"));
    bob.plans("gone", 2, &["ann"]).await;
    bob.plans("asked", 6, &["ann"]).await;
    ann.plans("mine", 7, &[]).await;
    let off = ann.plans("off", 8, &["bob"]).await;
    ann.post(&format!("{off}cancel/"), &json!({}))
        .await
        .good(200);
    bob.plans("not mine", 9, &[]).await;
    world.wait(Duration::days(3));
    let counts = ann.get("/api/meetings/summary/").await.good(200);
    let wanted =
        json!({"total": 4, "upcoming": 2, "completed": 1, "cancelled": 1, "awaiting_my_answer": 1});
    assert_eq!(counts, wanted);
}
