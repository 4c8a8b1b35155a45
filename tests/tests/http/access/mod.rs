//! Every operation of the document × nobody, stranger, participant, organiser, staff × everything
//! by which a call can name what belongs to somebody. The document of the running server says what
//! there is; the table holds only expectations. What nobody has placed in it fails.

mod admin;
mod document;
mod probes;
mod proofs;
mod scene;
mod table;

use std::collections::BTreeSet;

use scheduler_tests::{Backend, Client, on_both};

use self::document::Operation;
use self::scene::{Scene, UNKNOWN, shown};
use self::table::{PLAIN, REFERENCES, rows};

on_both!(
    the_table_is_about_exactly_what_is_documented,
    each_operation_lets_in_whom_it_should,
    a_co_organiser_gets_what_the_organiser_gets_but_for_four_calls,
    no_input_reaches_what_belongs_to_others,
    reading_changes_nothing,
    each_call_of_the_administration_asks_for_its_permission,
    what_the_administration_does_not_have_is_not_found,
    reading_as_staff_changes_nothing,
);

use self::admin::{
    each_call_of_the_administration_asks_for_its_permission, reading_as_staff_changes_nothing,
    what_the_administration_does_not_have_is_not_found,
};

/// Without those of the administration, which has a table of its own.
fn ordinary(client: &Client) -> Vec<Operation> {
    let all = document::operations(client).into_iter();
    all.filter(|one| one.permission.is_none()).collect()
}

fn the_table_is_about_exactly_what_is_documented(backend: Backend) {
    let server = scheduler_tests::Server::start(backend);
    let documented = ordinary(&server.client());
    let names: BTreeSet<_> = documented.iter().map(|one| one.name.clone()).collect();
    assert_eq!(names, rows().iter().map(table::Row::name).collect());
    let inputs: BTreeSet<_> = documented.into_iter().flat_map(|one| one.inputs).collect();
    let placed = REFERENCES.into_iter().chain(PLAIN).map(str::to_owned);
    assert_eq!(inputs, placed.collect());
}

/// Who is refused first, on rows that nobody changes, then the others, each on a meeting of its own.
fn each_operation_lets_in_whom_it_should(backend: Backend) {
    let scene = Scene::new(backend);
    let refused = |status: u16| status >= 400;
    for row in rows() {
        scene.unchanged(row.call, || {
            for (at, role, client) in scene.roles().filter(|(at, ..)| refused(row.gives[*at])) {
                let what = format!("{} by {role}", row.call);
                let reply = scene.call(client, &row, &scene.meeting).send();
                assert_eq!(reply.status, row.gives[at], "{what}: {reply:?}");
                if reply.status == 404 {
                    let missing = scene.call_of(client, &row.name(), &row.body, UNKNOWN, "1");
                    assert_eq!(shown(&reply), shown(&missing.send()), "{what}");
                }
            }
        });
    }
    for row in rows() {
        for (at, role, client) in scene.roles().filter(|(at, ..)| !refused(row.gives[*at])) {
            let reply = scene.call(client, &row, &scene.fresh()).send();
            assert_eq!(
                reply.status, row.gives[at],
                "{} by {role}: {reply:?}",
                row.call
            );
        }
    }
}

/// Bob on meetings of Ann's, each of which he was made a co-organiser of.
fn a_co_organiser_gets_what_the_organiser_gets_but_for_four_calls(backend: Backend) {
    let scene = Scene::new(backend);
    let (bob, ann) = (&scene.people[2], &scene.people[3]);
    let only_the_organiser = |row: &table::Row| match row.call {
        "DELETE /api/meetings/{id}/"
        | "POST /api/meetings/{id}/hand-over/"
        | "DELETE /api/meetings/{id}/hand-over/" => true,
        // Names are for co-organisers, too.
        "PATCH /api/meetings/{id}/participants/{guest}/" => {
            row.body.get("is_co_organiser").is_some()
        }
        _ => false,
    };
    let mut refused = 0;
    for row in rows() {
        if row.gives[2] == row.gives[3] || !row.call.contains("/api/meetings/{id}/") {
            continue;
        }
        let meeting = scene.fresh();
        let named = meeting.participant("bob@example.org");
        let yes = serde_json::json!({"is_co_organiser": true});
        ann.patch(&named, yes).gives(200);
        let gives = if only_the_organiser(&row) {
            refused += 1;
            403
        } else {
            row.gives[3]
        };
        let reply = scene.call(bob, &row, &meeting).send();
        assert_eq!(reply.status, gives, "{}: {reply:?}", row.call);
    }
    assert_eq!(refused, 4);
}

fn no_input_reaches_what_belongs_to_others(backend: Backend) {
    let scene = Scene::new(backend);
    let rows = rows();
    let mut probed = BTreeSet::new();
    for operation in ordinary(&scene.people[0]) {
        let row = rows.iter().find(|row| row.name() == operation.name);
        let row = row.unwrap_or_else(|| panic!("{} is not in the table", operation.name));
        for input in operation.inputs {
            if PLAIN.contains(&input.as_str()) {
                continue;
            }
            scene.server.site.wait_for_mails();
            probes::probe(&scene, row, &input);
            probed.insert(input);
        }
    }
    assert_eq!(probed, REFERENCES.map(str::to_owned).into());
}

/// Mail scanners and prefetching browsers follow links.
fn reading_changes_nothing(backend: Backend) {
    let scene = Scene::new(backend);
    let ann = &scene.people[3];
    let token = scene.link(&scene.meeting);
    let nid = scene.notice(&scene.meeting);
    let link = scene.opt_out_link("bob@example.org");
    let mut paths: BTreeSet<String> = rows()
        .iter()
        .map(|row| row.name().split_once(' ').unwrap().1.to_owned())
        .collect();
    let pages = [
        "/",
        "/api/docs/",
        "/api/redoc/",
        "/verify/{access}",
        "/reset/{access}",
        "/change-email/{access}",
        "/undo-email/{access}",
        "/rsvp/{token}",
        "/unsubscribe/{link}",
        "/unsubscribe/{link}/?saved=1&choice=stop&List-Unsubscribe=One-Click",
        "/rsvp/{token}/?answer=declined&zone=Asia/Tokyo&saved=1&note=x&status=declined",
        "/nothing",
        "/api/",
    ];
    paths.extend(pages.map(str::to_owned));
    let pid = scene.meeting.participant_id("bob@example.org").to_string();
    for path in paths {
        let (id, with) = (
            &scene.meeting.id,
            path.replace("{pid}", &pid)
                .replace("{token}", &token)
                .replace("{link}", &link)
                .replace("{nid}", &nid)
                .replace("{sid}", &scene.session)
                .replace("{access}", &ann.access),
        );
        let path = with.replace("{id}", id);
        let mark = if path.contains('?') { '&' } else { '?' };
        let key = format!("{path}{mark}page=1&status=cancelled&search=a&format=json&type=reminder");
        for method in ["GET", "HEAD", "OPTIONS"] {
            scene.unchanged(&format!("{method} {path}"), || {
                for (_, _, client) in scene.roles() {
                    client.call(method, &path).send();
                }
                ann.call(method, &key).header("Idempotency-Key", "k").send();
                ann.call(method, &path)
                    .header("X-HTTP-Method-Override", "DELETE")
                    .send();
            });
        }
    }
}
