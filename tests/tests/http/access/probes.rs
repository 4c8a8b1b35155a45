//! What each input that names something may do, in the hands of each role.

use scheduler_tests::people::meeting;
use scheduler_tests::{Reply, within};
use serde_json::{Value, json};

use super::proofs::{refresh_tokens, sessions, verification_tokens};
use super::scene::{Scene, UNKNOWN, shown};
use super::table::Row;

/// Tries this input of this call; an input without a probe fails.
pub(super) fn probe(scene: &Scene, row: &Row, input: &str) {
    match input {
        "path id" => meetings(scene, row),
        "path pid" => participants(scene, row),
        "path nid" => mails(scene, row),
        "path sid" => sessions(scene, row),
        "path token" => links(scene, row),
        "path link" => opt_out_links(scene, row),
        "header If-Match" => versions(scene, row, input, "\"0-0\"", [401, 404, 403, 412, 404]),
        "header If-None-Match" => {
            // The organiser's, who is told that they may edit it.
            let own = scene.meeting.etag.as_str();
            versions(scene, row, input, own, [401, 404, 200, 304, 404]);
            versions(scene, row, input, "*", [401, 404, 304, 304, 404]);
        }
        "header Idempotency-Key" => keys(scene, row),
        "body email" => addresses(scene, row),
        "body participants[].email" => invitees(scene, row),
        "body participant_emails[]" => busy_people(scene, row),
        "body exclude_meeting_id" => meetings_left_out(scene, row),
        "body refresh" => refresh_tokens(scene, row, &|token| {
            (json!({"refresh": token}), String::new())
        }),
        "cookie refresh_token" => refresh_tokens(scene, row, &|token| {
            (json!({}), format!("refresh_token={token}"))
        }),
        "body token" => verification_tokens(scene, row),
        _ => panic!("nobody has said what {input} of {} may do", row.call),
    }
}

/// To everybody other people's meetings are like those that were deleted, that never were, and
/// that cannot be.
fn meetings(scene: &Scene, row: &Row) {
    let upper = scene.foreign.id.to_uppercase();
    let bare = scene.meeting.id.replace('-', "");
    let urn = format!("urn:uuid:{}", scene.meeting.id);
    let nil = "00000000-0000-0000-0000-000000000000";
    let yan = scene.foreign.participant_id("yan@example.org").to_string();
    scene.unchanged(&format!("{} with ids of others", row.call), || {
        for (at, role, client) in scene.roles() {
            let ask = |id: &str| {
                scene
                    .call_of(client, &row.name(), &row.body, id, &yan)
                    .send()
            };
            let missing = ask(UNKNOWN).is(if at == 0 { 401 } else { 404 });
            for id in [
                &scene.foreign.id,
                &upper,
                &scene.deleted.id,
                nil,
                &bare,
                &urn,
                "1",
                "not-an-id",
                "%00",
                "%F0%9F%98%80",
                "..%2f",
                "%27%20or%201=1--",
                "*",
                &"a".repeat(5_000),
            ] {
                assert_eq!(
                    shown(&ask(id)),
                    shown(&missing),
                    "{} {id} by {role}",
                    row.call
                );
            }
        }
    });
}

/// A participant of another meeting is nobody in this one.
fn participants(scene: &Scene, row: &Row) {
    let elsewhere = scene.other.participant_id("bob@example.org").to_string();
    let foreign = scene.foreign.participant_id("yan@example.org").to_string();
    let own = scene.meeting.participant_id("bob@example.org");
    let negative = format!("-{own}");
    let wide = own.to_string().bytes().fold(String::new(), |wide, digit| {
        format!("{wide}%EF%BC%{:02X}", 0x90 + (digit - b'0'))
    });
    scene.unchanged(&format!("{} with participants of others", row.call), || {
        for (at, role, client) in scene.roles() {
            let ask =
                |pid: &str| scene.call_of(client, &row.name(), &row.body, &scene.meeting.id, pid);
            let missing = ask("4611686018427387904").gives(if at == 0 { 401 } else { 404 });
            for pid in [
                &elsewhere,
                &foreign,
                &scene.deleted_pid,
                &negative,
                &wide,
                "0",
                "x",
                "1e3",
                "9223372036854775808",
                "%00",
                &format!("{own}%20"),
                &format!("{own};{own}"),
                &scene.people[2].id,
                "bob@example.org",
            ] {
                assert_eq!(
                    shown(&ask(pid).send()),
                    shown(&missing),
                    "{} {pid} by {role}",
                    row.call
                );
            }
        }
    });
}

/// A mail about another meeting is none about this one.
fn mails(scene: &Scene, row: &Row) {
    let own = scene.notice(&scene.meeting);
    let other = scene.notice(&scene.other);
    let foreign = "select min(n.id) as n from notifications n where n.email = 'yan@example.org'";
    let foreign = scene.server.site.number(foreign).to_string();
    scene.unchanged(&format!("{} with mails of others", row.call), || {
        for (at, role, client) in scene.roles() {
            let ask = |nid: &str| {
                let call = row.call.replace("{nid}", nid);
                scene.call_of(client, &call, &row.body, &scene.meeting.id, "")
            };
            let missing = ask("4611686018427387904").gives([401, 404, 403, 404, 404][at]);
            for nid in [
                &other,
                &foreign,
                "0",
                "x",
                "9223372036854775808",
                "%00",
                &format!("-{own}"),
                &format!("{own}%20"),
            ] {
                let reply = ask(nid).send();
                // What cannot be an id is nothing, whoever asks.
                let is_id = nid.bytes().all(|byte| byte.is_ascii_digit()) && nid.len() < 19;
                if is_id || at != 2 {
                    assert_eq!(
                        shown(&reply),
                        shown(&missing),
                        "{} {nid} by {role}",
                        row.call
                    );
                } else {
                    reply.is(404);
                }
            }
        }
    });
}

/// A link that is nobody's opens nothing, and nothing tells why it is none.
fn links(scene: &Scene, row: &Row) {
    let own = scene.link(&scene.meeting);
    let (bob, seal) = own.split_once('-').unwrap();
    let other = scene.link(&scene.other);
    let (elsewhere, _) = other.split_once('-').unwrap();
    let guest = scene.meeting.participant_id("guest@example.org");
    let (short, upper) = (&own[..own.len() - 1], own.to_uppercase());
    scene.unchanged(&format!("{} with made-up links", row.call), || {
        for (_, role, client) in scene.roles() {
            let ask = |token: &str| {
                let call = row.call.replace("{token}", token);
                scene.call_of(client, &call, &row.body, "", "").send()
            };
            let missing = ask("1-x").is(404);
            for token in [
                &format!("{guest}-{seal}"),
                &format!("{elsewhere}-{seal}"),
                &format!("{}-{seal}", scene.deleted_pid),
                &format!("0{own}"),
                &format!("+{own}"),
                &format!("{own}x"),
                &format!("{own}%20"),
                &format!("{bob}.{seal}"),
                &format!("{bob}-"),
                short,
                &upper,
                seal,
                bob,
                "-",
                "%00",
                "9223372036854775808-x",
                &scene.people[2].access,
                &"a".repeat(5_000),
            ] {
                let reply = ask(token);
                assert_eq!(
                    shown(&reply),
                    shown(&missing),
                    "{} {token} by {role}",
                    row.call
                );
            }
        }
    });
}

/// The link of an address works for that address alone.
fn opt_out_links(scene: &Scene, row: &Row) {
    let (bob, ann) = (
        scene.opt_out_link("bob@example.org"),
        scene.opt_out_link("guest@example.org"),
    );
    let (seal, address) = bob.split_at(32);
    let upper = format!("{seal}{}", address.to_uppercase());
    let rsvp = scene.link(&scene.meeting);
    scene.unchanged(&format!("{} with made-up links", row.call), || {
        for (_, role, client) in scene.roles() {
            let ask = |link: &str| {
                let call = row.call.replace("{link}", link);
                scene.call_of(client, &call, &row.body, "", "").send()
            };
            let missing = ask("x").is(404);
            for link in [
                seal,
                address,
                &upper,
                &rsvp,
                &format!("{seal}{}", &ann[32..]),
                &format!("{bob}0"),
                &format!("{bob}%20"),
                &bob[..bob.len() - 2],
                &"a".repeat(5_000),
                &"%00".repeat(40),
                &"%F0%9F%98%80".repeat(20),
                &scene.people[2].access,
            ] {
                let reply = ask(link);
                assert_eq!(
                    shown(&reply),
                    shown(&missing),
                    "{} {link} by {role}",
                    row.call
                );
            }
        }
    });
}

/// Neither a wrong version nor a right one tells a stranger that there is a meeting.
fn versions(scene: &Scene, row: &Row, input: &str, tag: &str, gives: [u16; 5]) {
    let name = input.split_once(' ').unwrap().1;
    scene.unchanged(&format!("{} with {name} {tag}", row.call), || {
        for (at, role, client) in scene.roles() {
            let reply = scene
                .call(client, row, &scene.meeting)
                .header(name, tag)
                .send();
            assert_eq!(reply.status, gives[at], "{} by {role}: {reply:?}", row.call);
        }
    });
}

/// Nobody gets the answer that was kept for somebody else.
fn keys(scene: &Scene, row: &Row) {
    if row.call == "POST /api/meetings/{id}/hand-over/accept/" {
        return kept_acceptance(scene, row);
    }
    let planned = scene.fresh();
    let call = row.call.replace("{id}", &planned.id);
    let body: Value =
        serde_json::from_str(&row.body.to_string().replace("{fresh}", "kept@example.org")).unwrap();
    let ask = |at: usize, body: &Value| {
        let call = scene.call_of(&scene.people[at], &call, body, "", "");
        call.header(
            "Idempotency-Key",
            &format!("key of {}", row.call).replace(' ', "-"),
        )
        .send()
    };
    let first = ask(3, &body).is(row.gives[3]);
    assert_eq!(ask(3, &body).is(row.gives[3]).text(), first.text());
    scene.server.site.wait_for_mails();
    if row.gives[0] == 201 {
        // Of whoever is not logged in; what was sent with it must be the same.
        let mut changed = body.clone();
        changed["first_name"] = json!("Eve");
        scene.unchanged(row.call, || {
            for at in 0..5 {
                ask(at, &changed).is(422);
            }
        });
        return;
    }
    for at in [0, 1, 2, 4] {
        let reply = ask(at, &body).is(row.gives[at]);
        assert_eq!(reply.header("Idempotency-Replayed"), "", "{reply:?}");
        assert_ne!(reply.text(), first.text(), "{reply:?}");
    }
}

/// Bob accepts what Ann offers.
fn kept_acceptance(scene: &Scene, row: &Row) {
    let planned = scene.fresh();
    let heir = json!({"email": "bob@example.org"});
    scene.people[3]
        .post(&planned.at("hand-over/"), heir)
        .gives(202);
    let ask = |at: usize| {
        let call = scene.call_of(&scene.people[at], row.call, &row.body, &planned.id, "");
        call.header("Idempotency-Key", "accepted").send()
    };
    let first = ask(2).is(200);
    assert_eq!(ask(2).is(200).text(), first.text());
    scene.server.site.wait_for_mails();
    for (at, status) in [(0, 401), (1, 404), (3, 409), (4, 404)] {
        let reply = ask(at).is(status);
        assert_eq!(reply.header("Idempotency-Replayed"), "", "{reply:?}");
    }
}

/// An address is no proof of being its owner, however it is spelt.
fn addresses(scene: &Scene, row: &Row) {
    let spelt = ["bob@example.org", "BOB@Example.ORG", " bob@example.org\n"];
    if row.call == "POST /api/auth/password-reset/" {
        // Whoever asks, the owner gets a mail, and nobody learns whether there is one.
        let nobodys = ["nobody@example.org"].iter().chain(&spelt);
        let answers: Vec<String> = scene
            .roles()
            .flat_map(|(_, _, client)| nobodys.clone().map(move |email| (client, email)))
            .map(|(client, email)| {
                let call = scene.call_of(client, row.call, &json!({ "email": email }), "", "");
                call.send().is(200).text()
            })
            .collect();
        assert!(
            answers.windows(2).all(|two| two[0] == two[1]),
            "{answers:?}"
        );
        within(10, "the mails are queued", || {
            let metrics = scene.server.metrics();
            metrics.contains("\nwork_beside_answers 0\n").then_some(())
        });
        return scene.server.site.wait_for_mails();
    }
    if row.call == "POST /api/meetings/{id}/hand-over/" {
        return heirs(scene, row, &spelt);
    }
    let (body, gives) = match row.call {
        "POST /api/auth/register/" => (row.body.clone(), [400; 5]),
        "POST /api/auth/login/" => (json!({"password": "not-Bobs-pass"}), [401; 5]),
        "POST /api/auth/me/email/" => (row.body.clone(), [401, 400, 400, 400, 400]),
        "POST /api/meetings/{id}/participants/" => (json!({}), [401, 404, 403, 409, 404]),
        call => panic!("nobody has said whose address {call} may name"),
    };
    scene.unchanged(&format!("{} with the address of others", row.call), || {
        for (at, role, client) in scene.roles() {
            for email in spelt {
                let mut body = body.clone();
                body["email"] = json!(email);
                let reply = scene
                    .call_of(client, row.call, &body, &scene.meeting.id, "")
                    .send();
                assert_eq!(reply.status, gives[at], "{} by {role}: {reply:?}", row.call);
            }
        }
    });
}

/// Whom else a call may name as the organiser: nobody by who does not organise the meeting, and whether
/// there is such an account is told to the organiser alone.
fn heirs(scene: &Scene, row: &Row, spelt: &[&str]) {
    let nobodys = ["nobody@example.org", "ann@example.org", ""];
    scene.unchanged(&format!("{} by others", row.call), || {
        for (at, role, client) in scene.roles() {
            let named = if at == 3 { &[][..] } else { spelt };
            let answers: Vec<_> = nobodys
                .iter()
                .filter(|email| at == 3 || !email.is_empty())
                .chain(named)
                .map(|email| {
                    let body = json!({ "email": email });
                    let call = scene.call_of(client, row.call, &body, &scene.meeting.id, "");
                    call.gives([401, 404, 403, 400, 404][at])
                })
                .collect();
            if at != 3 {
                let first = shown(&answers[0]);
                assert!(answers.iter().all(|one| shown(one) == first), "{role}");
            }
        }
    });
}

/// Who plans something with Bob learns when he is busy, and only who may see it, in what.
fn invitees(scene: &Scene, row: &Row) {
    let mut body = meeting("12:00");
    body["participants"] = json!([{"email": "bob@example.org"}]);
    for (at, _, client) in scene.roles().skip(1) {
        let reply = scene.call_of(client, row.call, &body, "", "").gives(201);
        hides(scene, at, &reply);
        let id = reply.str("id");
        client.delete(&format!("/api/meetings/{id}/")).gives(204);
    }
    scene
        .call_of(&scene.people[0], row.call, &body, "", "")
        .gives(401);
}

fn busy_people(scene: &Scene, row: &Row) {
    scene.unchanged(row.call, || {
        for (at, _, client) in scene.roles().skip(1) {
            hides(
                scene,
                at,
                &scene.call(client, row, &scene.meeting).gives(200),
            );
        }
    });
}

/// `conflicts` names Ann's meeting to Bob and Ann only.
fn hides(scene: &Scene, at: usize, reply: &Reply) {
    let body = reply.json();
    let clash = &body["conflicts"]["bob@example.org"][0];
    let sees = [2, 3].contains(&at);
    let id = if sees {
        json!(scene.meeting.id)
    } else {
        Value::Null
    };
    let title = if sees { "Budget" } else { "Busy" };
    assert_eq!(
        (&clash["id"], &clash["title"]),
        (&id, &json!(title)),
        "{reply:?}"
    );
}

/// Leaving a meeting out must not tell whose it is.
fn meetings_left_out(scene: &Scene, row: &Row) {
    scene.unchanged(row.call, || {
        for (at, role, client) in scene.roles().skip(1) {
            let without = |id: &str| {
                let mut body = row.body.clone();
                body["exclude_meeting_id"] = json!(id);
                body["participant_emails"] = json!(["bob@example.org", "ann@example.org"]);
                client.post("/api/meetings/check-conflicts/", body).send()
            };
            let busy = without(UNKNOWN).is(200).json();
            assert_eq!(busy["has_conflicts"], true, "{role}");
            for id in [&scene.foreign.id, &scene.other.id, &scene.deleted.id] {
                assert_eq!(without(id).is(200).json(), busy, "{id} by {role}");
            }
            let sees = [2, 3].contains(&at);
            let left = without(&scene.meeting.id).is(200).json();
            assert_eq!(left["has_conflicts"], !sees, "{role}: {left}");
            for id in ["x", "1", "' or 1=1", &scene.meeting.id.replace('-', "")] {
                assert!(without(id).is(400).json()["errors"]["exclude_meeting_id"].is_array());
            }
        }
    });
}
