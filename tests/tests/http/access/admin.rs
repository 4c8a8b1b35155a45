//! Every call of the administration × nobody, a user, staff without a role, staff of each single
//! permission, a superuser. The document says which permission a call needs; the rows hold what to send
//! and what whoever may gets. A call that nobody has placed here fails.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use scheduler_tests::{Backend, Call, Client, Server};
use serde_json::{Value, json};

use super::document::{self, Operation};
use super::scene::{UNKNOWN, shown};

/// One call as it is meant to be made.
struct Row {
    /// `METHOD /path` as in the document. `{uid}` is a user who may do nothing, `{rid}` a role that allows
    /// nothing, `{id}` a meeting with the participant `{pid}`, to whom the mail `{nid}` was sent; all are
    /// new for whoever may make the call.
    call: &'static str,
    /// `{fresh}` is a word that nobody has used, `{rid}` as in the path.
    body: Value,
    /// What whoever may do it gets.
    gives: u16,
}

fn rows() -> Vec<Row> {
    let with = |call, body, gives| Row { call, body, gives };
    let row = |call, gives| with(call, Value::Null, gives);
    let role = json!({"name": "{fresh}", "permissions": []});
    vec![
        row("GET /api/admin/me/", 200),
        row("GET /api/admin/audit/", 200),
        row("GET /api/admin/audit/export/", 200),
        row("GET /api/admin/meetings/", 200),
        row("GET /api/admin/meetings/{id}/", 200),
        with(
            "PUT /api/admin/meetings/{id}/",
            json!({
                "title": "{fresh}",
                "start_time": "2031-06-05T09:00:00Z",
                "end_time": "2031-06-05T10:00:00Z",
            }),
            200,
        ),
        with(
            "PATCH /api/admin/meetings/{id}/",
            json!({"title": "{fresh}"}),
            200,
        ),
        row("DELETE /api/admin/meetings/{id}/", 204),
        row("POST /api/admin/meetings/{id}/cancel/", 200),
        with(
            "POST /api/admin/meetings/{id}/hand-over/",
            json!({"email": "user@example.org"}),
            200,
        ),
        with(
            "POST /api/admin/meetings/{id}/participants/",
            json!({"email": "{fresh}@example.org"}),
            201,
        ),
        with(
            "PATCH /api/admin/meetings/{id}/participants/{pid}/",
            json!({"status": "tentative"}),
            200,
        ),
        row("DELETE /api/admin/meetings/{id}/participants/{pid}/", 204),
        row("GET /api/admin/participants/", 200),
        row("GET /api/admin/notifications/", 200),
        row("GET /api/admin/notifications/{nid}/", 200),
        row("POST /api/admin/notifications/{nid}/retry/", 200),
        // It was sent.
        row("POST /api/admin/notifications/{nid}/give-up/", 409),
        row("GET /api/admin/overview/", 200),
        row("GET /api/admin/users/", 200),
        with(
            "POST /api/admin/users/",
            json!({"email": "{fresh}@example.org"}),
            201,
        ),
        row("GET /api/admin/users/{uid}/", 200),
        with(
            "PATCH /api/admin/users/{uid}/",
            json!({"first_name": "{fresh}"}),
            200,
        ),
        with(
            "DELETE /api/admin/users/{uid}/",
            json!({"meetings": "cancel"}),
            204,
        ),
        row("GET /api/admin/users/{uid}/deletion/", 200),
        with(
            "PATCH /api/admin/users/{uid}/access/",
            json!({"is_staff": true, "roles": ["{rid}"]}),
            200,
        ),
        row("POST /api/admin/users/{uid}/deactivate/", 200),
        row("POST /api/admin/users/{uid}/reactivate/", 200),
        row("POST /api/admin/users/{uid}/reset-mail/", 200),
        row("POST /api/admin/users/{uid}/end-sessions/", 200),
        row("GET /api/admin/settings/", 200),
        with(
            "PATCH /api/admin/settings/",
            json!({"reminder_minutes": [5]}),
            200,
        ),
        row("GET /api/admin/roles/", 200),
        with("POST /api/admin/roles/", role.clone(), 201),
        row("GET /api/admin/roles/{rid}/", 200),
        with("PUT /api/admin/roles/{rid}/", role, 200),
        with(
            "PATCH /api/admin/roles/{rid}/",
            json!({"is_active": false}),
            200,
        ),
        row("DELETE /api/admin/roles/{rid}/", 204),
        row("GET /api/admin/audit/", 200),
        row("GET /api/admin/audit/export/", 200),
    ]
}

/// Who asks.
struct Caller {
    who: String,
    client: Client,
    /// `None`: there is no administration for them.
    permissions: Option<BTreeSet<String>>,
}

struct Office {
    server: Server,
    root: Client,
    callers: Vec<Caller>,
    count: AtomicUsize,
}

/// A user, a role, and a meeting with a participant and the mail to them, to be touched.
struct Objects {
    uid: String,
    rid: String,
    id: String,
    pid: String,
    nid: String,
}

impl Office {
    fn new(backend: Backend) -> Self {
        let server = Server::start(backend);
        let root = server.person("root");
        let promoted = "update users set is_staff = (1 = 1), is_superuser = (1 = 1)
            where email = 'root@example.org'";
        server.site.execute(promoted);
        let all = root.get("/api/admin/me/").gives(200).json();
        let all: BTreeSet<String> = serde_json::from_value(all["permissions"].clone()).unwrap();
        assert_eq!(all.len(), 9);
        let mut callers = vec![
            caller("nobody", root.nobody(), None),
            caller("a user", server.person("user"), None),
        ];
        let staff = |name: &str, permissions: &[&str]| {
            let client = server.person(name);
            let role = json!({"name": name, "permissions": permissions});
            let role = root.post("/api/admin/roles/", role).gives(201).str("id");
            let access = format!("/api/admin/users/{}/access/", client.id);
            let access = root.patch(&access, json!({"is_staff": true, "roles": [role]}));
            access.gives(200);
            let brought = permissions.iter().filter_map(|word| brought_by(word));
            let permissions = permissions.iter().copied().chain(brought);
            let permissions = permissions.map(ToOwned::to_owned).collect();
            caller(&format!("staff with {name}"), client, Some(permissions))
        };
        callers.push(staff("nothing", &[]));
        for word in &all {
            callers.push(staff(word, &[word.as_str()]));
        }
        let superuser = server.log_in("root@example.org", scheduler_tests::people::PASSWORD);
        callers.push(caller("a superuser", superuser, Some(all)));
        Self {
            server,
            root,
            callers,
            count: AtomicUsize::new(0),
        }
    }

    fn fresh(&self) -> String {
        format!("fresh{}", self.count.fetch_add(1, Ordering::Relaxed))
    }

    fn objects(&self) -> Objects {
        let (user, role, guest) = (self.fresh(), self.fresh(), self.fresh());
        let user = json!({"email": format!("{user}@example.org")});
        let role = json!({"name": role, "permissions": []});
        let meeting = json!({
            "title": "Plan",
            "start_time": "2031-06-03T09:00:00Z",
            "end_time": "2031-06-03T10:00:00Z",
            "participants": [{"email": format!("{guest}@example.org")}],
        });
        let meeting = self.root.post("/api/meetings/", meeting).gives(201);
        let id = meeting.str("id");
        let mails = format!("/api/meetings/{id}/notifications/");
        let mails = self.root.get(&mails).gives(200).json();
        let objects = Objects {
            pid: meeting.json()["participants"][0]["id"].to_string(),
            nid: mails["results"][0]["id"].to_string(),
            id,
            uid: self
                .root
                .post("/api/admin/users/", user)
                .gives(201)
                .str("id"),
            rid: self
                .root
                .post("/api/admin/roles/", role)
                .gives(201)
                .str("id"),
        };
        self.server.site.wait_for_mails();
        objects
    }

    fn call(&self, client: &Client, row: &Row, objects: &Objects) -> Call {
        let filled = |text: &str| {
            text.replace("{uid}", &objects.uid)
                .replace("{rid}", &objects.rid)
                .replace("{id}", &objects.id)
                .replace("{pid}", &objects.pid)
                .replace("{nid}", &objects.nid)
        };
        let (method, path) = row.call.split_once(' ').unwrap();
        let call = client.call(method, &filled(path));
        if row.body.is_null() {
            return call;
        }
        let body = filled(&row.body.to_string()).replace("{fresh}", &self.fresh());
        call.body("application/json", body)
    }

    fn unchanged<T>(&self, what: &str, act: impl FnOnce() -> T) -> T {
        let before = self.server.site.contents();
        let done = act();
        assert_eq!(
            self.server.site.contents(),
            before,
            "{what} changed something"
        );
        done
    }
}

fn caller(who: &str, client: Client, permissions: Option<BTreeSet<String>>) -> Caller {
    Caller {
        who: who.to_owned(),
        client,
        permissions,
    }
}

/// Who may change something may see it.
fn brought_by(permission: &str) -> Option<&'static str> {
    match permission {
        "meetings.edit_all" => Some("meetings.view_all"),
        "users.edit" | "roles.edit" => Some("users.view"),
        "notifications.resend" => Some("notifications.view"),
        _ => None,
    }
}

/// By name.
fn documented(client: &Client) -> BTreeMap<String, Operation> {
    let all = document::operations(client).into_iter();
    all.filter(|one| one.permission.is_some())
        .map(|one| (one.name.clone(), one))
        .collect()
}

pub(super) fn each_call_of_the_administration_asks_for_its_permission(backend: Backend) {
    let office = Office::new(backend);
    let documented = documented(&office.root);
    let placed: BTreeSet<_> = rows().iter().map(|row| row.call.to_owned()).collect();
    assert_eq!(documented.keys().cloned().collect::<BTreeSet<_>>(), placed);
    for row in rows() {
        let needed = documented[row.call].permission.as_deref().unwrap();
        let (method, _) = row.call.split_once(' ').unwrap();
        let (let_in, refused): (Vec<_>, Vec<_>) = office.callers.iter().partition(|caller| {
            let held = caller.permissions.as_ref();
            held.is_some_and(|held| needed == "staff" || held.contains(needed))
        });
        let objects = office.objects();
        office.unchanged(row.call, || {
            for caller in refused {
                let what = format!("{} by {}", row.call, caller.who);
                let reply = office.call(&caller.client, &row, &objects).send();
                if caller.permissions.is_some() {
                    let told = (reply.status, reply.str("code"));
                    assert_eq!(told, (403, "forbidden".into()), "{what}");
                    assert!(reply.str("detail").contains(needed), "{what}: {reply:?}");
                } else if caller.client.access.is_empty() {
                    assert_eq!(reply.status, 401, "{what}");
                } else {
                    let nowhere = caller.client.call(method, "/api/nowhere/").send();
                    assert_eq!(shown(&reply), shown(&nowhere), "{what}");
                }
            }
        });
        for caller in let_in {
            let fresh = (method != "GET").then(|| office.objects());
            let objects = fresh.as_ref().unwrap_or(&objects);
            let reply = office.call(&caller.client, &row, objects).send();
            let what = format!("{} by {}", row.call, caller.who);
            assert_eq!(reply.status, row.gives, "{what}: {reply:?}");
        }
        office.server.site.wait_for_mails();
    }
}

/// What is not there, and what cannot be, are alike, whoever may ask.
pub(super) fn what_the_administration_does_not_have_is_not_found(backend: Backend) {
    let office = Office::new(backend);
    let objects = office.objects();
    for row in rows().iter().filter(|row| row.call.contains("id}")) {
        office.unchanged(row.call, || {
            let ask = |id: &str| {
                let nothing = Objects {
                    uid: id.to_owned(),
                    rid: id.to_owned(),
                    id: id.to_owned(),
                    pid: id.to_owned(),
                    nid: id.to_owned(),
                };
                let body = row.body.to_string().replace("{rid}", &objects.rid);
                let row = Row {
                    body: serde_json::from_str(&body).unwrap(),
                    ..*row
                };
                office.call(&office.root, &row, &nothing).send()
            };
            let missing = ask(UNKNOWN).is(404);
            let upper = UNKNOWN.to_uppercase();
            for id in [
                upper.as_str(),
                "00000000-0000-0000-0000-000000000000",
                &UNKNOWN.replace('-', ""),
                "0",
                "%00",
                "..%2f",
                "%27%20or%201=1--",
                "*",
            ] {
                assert_eq!(shown(&ask(id)), shown(&missing), "{} {id}", row.call);
            }
        });
    }
}

pub(super) fn reading_as_staff_changes_nothing(backend: Backend) {
    let office = Office::new(backend);
    let objects = office.objects();
    for row in rows() {
        let (_, path) = row.call.split_once(' ').unwrap();
        for method in ["GET", "HEAD", "OPTIONS"] {
            let call = format!("{method} {path}");
            office.unchanged(&call.clone(), || {
                let row = Row {
                    call: Box::leak(call.into_boxed_str()),
                    body: Value::Null,
                    gives: 0,
                };
                for caller in &office.callers {
                    office.call(&caller.client, &row, &objects).send();
                }
            });
        }
    }
}
