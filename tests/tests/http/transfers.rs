//! A meeting that is offered to another user, as all sides get it.

use scheduler_tests::{Backend, Server, on_both};
use serde_json::{Value, json};

on_both!(
    offered_user_sees_the_meeting_until_the_offer_ends,
    acceptance_moves_all_rights_and_is_told,
    staff_transfers_at_once_and_it_is_offered_back,
);

fn offered_user_sees_the_meeting_until_the_offer_ends(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, eve) = (
        server.person("ann"),
        server.person("bob"),
        server.person("eve"),
    );
    let planned = ann.plan("09:00", &["zoe@example.org"]);
    let hand_over = planned.at("hand-over/");
    let heir = json!({"email": "bob@example.org"});
    bob.get(&planned.path).gives(404);
    for ends in ["withdraw", "decline"] {
        let offer = ann.post(&hand_over, heir.clone()).gives(202).json();
        assert_eq!(ann.read(&planned)["transfer"], offer);
        assert_eq!(bob.read(&planned)["transfer"], offer);
        for rest in ["participants/", "history/", "notifications/", "export-ics/"] {
            bob.get(&planned.at(rest)).gives(404);
        }
        let listed = bob.get("/api/meetings/").gives(200).json();
        assert_eq!(listed["count"], 0);
        bob.patch(&planned.path, json!({"title": "Mine"}))
            .gives(404);
        eve.get(&planned.path).gives(404);
        for rest in ["hand-over/accept/", "hand-over/decline/"] {
            eve.post(&planned.at(rest), json!({}))
                .refused(404, "not_found");
        }
        if ends == "withdraw" {
            ann.delete(&hand_over).gives(204);
        } else {
            bob.post(&planned.at("hand-over/decline/"), json!({}))
                .gives(204);
        }
        bob.get(&planned.path).gives(404);
        bob.post(&planned.at("hand-over/accept/"), json!({}))
            .refused(409, "transfer_not_offered");
        assert_eq!(ann.read(&planned)["transfer"], Value::Null);
    }
    assert_eq!(ann.read(&planned)["sequence"], 0);
}

fn acceptance_moves_all_rights_and_is_told(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, cleo) = (
        server.person("ann"),
        server.person("bob"),
        server.person("cleo"),
    );
    let planned = ann.plan("09:00", &["cleo@example.org", "zoe@example.org"]);
    let cleos = planned.participant("cleo@example.org");
    ann.patch(&cleos, json!({"is_co_organiser": true}))
        .gives(200);
    server.site.wait_for_mails();
    ann.post(
        &planned.at("hand-over/"),
        json!({"email": "bob@example.org"}),
    )
    .gives(202);
    server.site.wait_for_mails();
    let before = server.site.mails().len();
    let accepted = bob
        .post(&planned.at("hand-over/accept/"), json!({}))
        .gives(200)
        .json();
    assert_eq!(accepted["created_by_email"], "bob@example.org");
    assert_eq!(accepted["can_edit"], true);
    for former in [&ann, &cleo] {
        let read = former.read(&planned);
        assert_eq!(
            (&read["can_edit"], &read["transfer"]),
            (&json!(false), &Value::Null)
        );
        former
            .patch(&planned.path, json!({"title": "Mine"}))
            .refused(403, "forbidden");
    }
    server.site.wait_for_mails();
    // To Ann, Cleo and Zoe, and none to Bob.
    assert_eq!(server.site.mails().len(), before + 3);
    bob.patch(&planned.path, json!({"title": "Mine"}))
        .gives(200);
}

fn staff_transfers_at_once_and_it_is_offered_back(backend: Backend) {
    let server = Server::start(backend);
    let (ann, bob, root) = (
        server.person("ann"),
        server.person("bob"),
        server.person("root"),
    );
    server.site.execute(
        "update users set is_staff = (1 = 1), is_superuser = (1 = 1)
        where email = 'root@example.org'",
    );
    let planned = ann.plan("09:00", &["zoe@example.org"]);
    let offer = json!({"email": "bob@example.org"});
    ann.post(
        &planned.at("hand-over/"),
        json!({"email": "root@example.org"}),
    )
    .gives(202);
    let path = format!("/api/admin/meetings/{}/", planned.id);
    assert_eq!(
        root.get(&path).gives(200).json()["transfer"]["to"],
        "root@example.org"
    );
    ann.post(&format!("{path}hand-over/"), offer.clone())
        .gives(404);
    let given = root
        .post(&format!("{path}hand-over/"), offer)
        .gives(200)
        .json();
    assert_eq!(given["created_by_email"], "bob@example.org");
    assert_eq!(given["transfer"], Value::Null);
    // The offer of the former organiser is void.
    root.post(&planned.at("hand-over/accept/"), json!({}))
        .refused(409, "transfer_not_offered");
    bob.post(
        &planned.at("hand-over/"),
        json!({"email": "ann@example.org"}),
    )
    .gives(202);
    let back = ann
        .post(&planned.at("hand-over/accept/"), json!({}))
        .gives(200)
        .json();
    assert_eq!(back["created_by_email"], "ann@example.org");
}
