//! What staff does, in one process and as another sees it.

use std::sync::Arc;

use scheduler_tests::people::PASSWORD;
use scheduler_tests::times::day;
use scheduler_tests::{Backend, Client, Server, on_both, together, within};
use serde_json::{Value, json};

on_both!(
    who_is_shut_out_is_out_in_every_process,
    what_staff_decides_holds_in_every_process,
    of_two_admins_at_once_no_change_is_lost,
    superusers_who_demote_each_other_leave_one,
    whoever_chooses_a_password_by_the_mailed_link_has_proved_the_address,
);

pub(crate) fn superuser(server: &Server, name: &str) -> Client {
    let client = server.person(name);
    let promoted = format!(
        "update users set is_staff = (1 = 1), is_superuser = (1 = 1) where email = '{name}@example.org'"
    );
    server.site.execute(&promoted);
    client
}

fn user(client: &Client, rest: &str) -> String {
    format!("/api/admin/users/{}/{rest}", client.id)
}

fn who_is_shut_out_is_out_in_every_process(backend: Backend) {
    let server = Server::start(backend);
    let sibling = server.sibling();
    let (root, ann) = (superuser(&server, "root"), server.person("ann"));
    let elsewhere = ann.at(&sibling);
    ann.plan("09:00", &["bob@example.org"]);
    elsewhere.get("/api/auth/me/").gives(200);
    root.post(&user(&ann, "deactivate/"), Value::Null)
        .gives(200);
    ann.get("/api/auth/me/").refused(401, "session_ended");
    within(5, "the other process notices", || {
        (elsewhere.get("/api/auth/me/").send().status == 401).then_some(())
    });
    ann.nobody().log_in("ann@example.org", PASSWORD).is(401);
    let kept = "select count(*) as n from meetings where not is_cancelled";
    assert_eq!(server.site.number(kept), 1);
    root.post(&user(&ann, "reactivate/"), Value::Null)
        .gives(200);
    server.log_in("ann@example.org", PASSWORD);
}

fn what_staff_decides_holds_in_every_process(backend: Backend) {
    let server = Server::start(backend);
    let sibling = server.sibling();
    let (root, ann) = (superuser(&server, "root"), server.person("ann"));
    let settings = "/api/admin/settings/";
    let register = |at: &Server, email: &str| at.client().register(email).status;
    root.patch(settings, json!({"allowed_mail_domains": ["example.org"]}))
        .gives(200);
    assert_eq!(register(&sibling, "eve@example.com"), 400);
    assert_eq!(register(&sibling, "eve@example.org"), 201);
    let closed = json!({"registration": "invitation", "conflict_policy": "forbid"});
    root.patch(settings, closed).gives(200);
    assert_eq!(register(&sibling, "bob@example.org"), 403);
    assert_eq!(register(&server, "bob@example.org"), 403);
    let elsewhere = ann.at(&sibling);
    let instance = || elsewhere.nobody().get("/api/instance/").gives(200).json();
    within(5, "the other process follows", || {
        (instance()["conflict_policy"] == "forbid").then_some(())
    });
    let body = json!({"title": "Plan", "start_time": day(1, "09:00"), "end_time": day(1, "10:00")});
    let made = elsewhere.post("/api/meetings/", body).gives(201).json();
    assert_eq!(made["conflict_policy"], "forbid");
}

fn of_two_admins_at_once_no_change_is_lost(backend: Backend) {
    let server = Server::start(backend);
    let (root, ann) = (superuser(&server, "root"), server.person("ann"));
    let role = json!({"name": "Desk", "permissions": []});
    let role = root.post("/api/admin/roles/", role).gives(201);
    let role = role.header("Location").to_owned();
    for (path, field) in [
        (user(&ann, ""), "first_name"),
        (role, "name"),
        ("/api/admin/settings/".to_owned(), "audit_retention_days"),
    ] {
        for round in 0..5_i32 {
            let tag = root.get(&path).gives(200).header("ETag").to_owned();
            let replies = together(2, |at| {
                let number = 40 + 2 * round + i32::try_from(at).unwrap();
                let value = if field == "audit_retention_days" {
                    json!(number)
                } else {
                    json!(format!("No {number}"))
                };
                let call = root.patch(&path, json!({field: value.clone()}));
                (call.header("If-Match", &tag).send(), value)
            });
            let mut statuses: Vec<u16> = replies.iter().map(|(reply, _)| reply.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 412], "{path}");
            let (_, kept) = replies
                .iter()
                .find(|(reply, _)| reply.status == 200)
                .unwrap();
            assert_eq!(root.get(&path).gives(200).json()[field], *kept);
        }
    }
}

fn superusers_who_demote_each_other_leave_one(backend: Backend) {
    let server = Server::start(backend);
    let sibling = server.sibling();
    for round in 0..4 {
        server
            .site
            .execute("update users set is_superuser = (1 = 0)");
        let rivals = ["one", "two"].map(|name| superuser(&server, &format!("{name}{round}")));
        let rivals = Arc::new([rivals[0].clone(), rivals[1].at(&sibling)]);
        let replies = together(2, |at| {
            let path = user(&rivals[1 - at], "access/");
            rivals[at]
                .patch(&path, json!({"is_superuser": false}))
                .send()
        });
        let done = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(done, 1, "{replies:?}");
        let left = "select count(*) as n from users where is_superuser and is_active";
        assert_eq!(server.site.number(left), 1);
    }
}

fn whoever_chooses_a_password_by_the_mailed_link_has_proved_the_address(backend: Backend) {
    let settings = [("EMAIL_BACKEND", "file"), ("EMAIL_VERIFICATION", "on")];
    let server = Server::with(backend, &settings);
    let root = superuser(&server, "root");
    let body = json!({"email": "zoe@example.org", "first_name": "Zoe"});
    let zoe = root.post("/api/admin/users/", body).gives(201);
    assert_eq!(zoe.json()["is_verified"], false);
    let path = zoe.header("Location").to_owned();
    let mail = within(20, "the mail is out", || {
        let mut mails = server.site.mails().into_iter();
        mails.find(|mail| mail.contains("Your new account"))
    });
    let mail = mail
        .replace("=\r\n", "")
        .replace("=\n", "")
        .replace("=3D", "=");
    let token = mail.split("/reset/").nth(1).unwrap();
    let ends = |c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c));
    let token = token.split(ends).next().unwrap();
    root.keep_secret(token);
    let body = json!({"token": token, "new_password": PASSWORD, "new_password2": PASSWORD});
    root.nobody()
        .post("/api/auth/password-reset/confirm/", body)
        .gives(200);
    server.log_in("zoe@example.org", PASSWORD);
    assert_eq!(root.get(&path).gives(200).json()["is_verified"], true);
}
