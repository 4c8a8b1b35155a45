//! The administration, as the tour comes by.

use scheduler_domain::store::{Store, StoreError};
use scheduler_domain::text::Email;
use serde_json::{Value, json};

use crate::client::{Client, Got, Sent};
use crate::tour::{example, get, post, send};

/// Whoever has this address may do everything from now on.
fn promote(client: &Client, address: &str) {
    let store: &dyn Store = client.store.as_ref();
    let done = store.write::<_, StoreError>(|tx| {
        let address = Email::parse(address).unwrap();
        let mut user = tx.users().find_by_email(&address)?.unwrap();
        (user.is_staff, user.is_superuser) = (true, true);
        tx.users().update(&user)
    });
    done.unwrap();
}

pub(crate) async fn administration(client: &Client, root: &str) {
    let me = "/api/admin/me/";
    assert_eq!(get(client, me, root).await.status, 404);
    promote(client, "root@example.com");
    assert_eq!(get(client, me, root).await.status, 200);
    roles(client, root).await;
    users(client, root).await;
    settings(client, root).await;
    audit(client, root).await;
}

/// With this `If-Match` or `If-None-Match`.
async fn held(
    client: &Client,
    (method, path): (&str, &str),
    token: &str,
    header: (&str, &str),
    body: Value,
) -> Got {
    let sent = Sent {
        token: Some(token),
        header: Some(header),
        body: Some(body),
    };
    client.call(method, path, sent).await
}

async fn audit(client: &Client, root: &str) {
    let list = "/api/admin/audit/";
    let page = get(client, list, root).await;
    assert_eq!(page.status, 200);
    assert!(page.body["count"].as_i64().unwrap() > 10, "{}", page.body);
    let past = get(client, &format!("{list}?page=99"), root).await;
    assert_eq!(past.status, 404);
    let wrong = format!("{list}?actor=x&action=y&target=z&meeting=1&from=a&to=b");
    assert_eq!(get(client, &wrong, root).await.status, 400);
    for format in ["csv", "jsonl"] {
        let path = format!("{list}export/?format={format}");
        assert_eq!(get(client, &path, root).await.status, 200);
    }
    let path = format!("{list}export/?format=xml");
    assert_eq!(get(client, &path, root).await.status, 400);
}

async fn roles(client: &Client, root: &str) {
    let list = "/api/admin/roles/";
    assert_eq!(post(client, list, root, json!({})).await.status, 400);
    let made = post(client, list, root, example(client, "NewRole")).await;
    assert_eq!(made.status, 201);
    assert_eq!(get(client, list, root).await.status, 200);
    let (path, tag) = (&made.headers["location"], &made.headers["etag"]);
    let known = ("If-None-Match", tag.as_str());
    let same = held(client, ("GET", path), root, known, Value::Null).await;
    assert_eq!(
        (get(client, path, root).await.status, same.status),
        (200, 304)
    );
    let part = example(client, "RoleChange");
    assert_eq!(
        send(client, "PATCH", path, root, part.clone()).await.status,
        200
    );
    let stale = held(client, ("PATCH", path), root, ("If-Match", tag), part).await;
    assert_eq!(stale.status, 412);
    let whole = example(client, "NewRole");
    assert_eq!(send(client, "PUT", path, root, whole).await.status, 200);
    for status in [204, 404] {
        let gone = send(client, "DELETE", path, root, Value::Null).await;
        assert_eq!(gone.status, status);
    }
}

async fn users(client: &Client, root: &str) {
    let list = "/api/admin/users/";
    assert_eq!(post(client, list, root, json!({})).await.status, 400);
    let made = post(client, list, root, example(client, "NewUser")).await;
    assert_eq!(made.status, 201);
    let taken = post(client, list, root, example(client, "NewUser")).await;
    assert_eq!(taken.status, 400);
    let filters = "?search=grace&is_active=true&is_staff=false&is_verified=false&ordering=-date_joined\
                   &joined_from=2030-06-01&joined_to=2030-06-01";
    let found = get(client, &format!("{list}{filters}"), root).await;
    assert_eq!((found.status, &found.body["count"]), (200, &json!(1)));
    assert_eq!(
        get(client, &format!("{list}?role=x"), root).await.status,
        400
    );
    let (path, tag) = (&made.headers["location"], &made.headers["etag"]);
    let known = ("If-None-Match", tag.as_str());
    let same = held(client, ("GET", path), root, known, Value::Null).await;
    assert_eq!(
        (get(client, path, root).await.status, same.status),
        (200, 304)
    );
    let part = example(client, "UserChange");
    assert_eq!(
        send(client, "PATCH", path, root, part.clone()).await.status,
        200
    );
    let stale = held(client, ("PATCH", path), root, ("If-Match", tag), part).await;
    assert_eq!(stale.status, 412);
    let at = |rest: &str| format!("{path}{rest}/");
    let access = example(client, "AccessChange");
    let changed = send(client, "PATCH", &at("access"), root, access).await;
    assert_eq!(changed.status, 200);
    for act in ["reset-mail", "end-sessions", "deactivate", "reactivate"] {
        let done = post(client, &at(act), root, Value::Null).await;
        assert_eq!(done.status, 200, "{act}");
    }
    let nobody = json!({ "meetings": "hand_over", "to": "nobody@example.com" });
    assert_eq!(send(client, "DELETE", path, root, nobody).await.status, 400);
    for status in [204, 404] {
        let body = example(client, "UserDeletion");
        let gone = send(client, "DELETE", path, root, body).await;
        assert_eq!(gone.status, status);
    }
    let me = get(client, "/api/auth/me/", root).await.body;
    let mine = format!("{list}{}/deactivate/", me["id"].as_str().unwrap());
    assert_eq!(post(client, &mine, root, Value::Null).await.status, 409);
}

async fn settings(client: &Client, root: &str) {
    let path = "/api/admin/settings/";
    let read = get(client, path, root).await;
    let tag = &read.headers["etag"];
    let same = held(
        client,
        ("GET", path),
        root,
        ("If-None-Match", tag),
        Value::Null,
    )
    .await;
    assert_eq!((read.status, same.status), (200, 304));
    let wrong = json!({ "audit_retention_days": 1 });
    assert_eq!(send(client, "PATCH", path, root, wrong).await.status, 400);
    let body = example(client, "SettingsChange");
    assert_eq!(
        send(client, "PATCH", path, root, body.clone()).await.status,
        200
    );
    let stale = held(client, ("PATCH", path), root, ("If-Match", tag), body).await;
    assert_eq!(stale.status, 412);
    let known = client.call("GET", "/api/instance/", Sent::default()).await;
    assert_eq!(
        (known.status, &known.body["registration"]),
        (200, &json!("invitation"))
    );
    let account = Sent {
        body: Some(example(client, "Registration")),
        ..Sent::default()
    };
    let refused = client.call("POST", "/api/auth/register/", account).await;
    assert_eq!(refused.status, 403);
}
