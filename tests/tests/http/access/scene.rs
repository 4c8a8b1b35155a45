//! People and meetings as the table means them.

use std::sync::atomic::{AtomicUsize, Ordering};

use scheduler_tests::people::{Meeting, PASSWORD};
use scheduler_tests::{Backend, Call, Client, Reply, Server};
use serde_json::Value;

use super::table::{ROLES, Row};

pub(super) const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

/// Ann organises, Bob and a guest are invited, and Zoe plans something that is none of theirs.
pub(super) struct Scene {
    pub server: Server,
    /// In the order of [`ROLES`].
    pub people: [Client; 5],
    pub meeting: Meeting,
    /// Ann's as well, with Bob.
    pub other: Meeting,
    /// Zoe's, with Yan.
    pub foreign: Meeting,
    /// Was Ann's, with Bob.
    pub deleted: Meeting,
    /// Of Zoe.
    pub session: String,
    /// Was invited to `meeting`.
    pub deleted_pid: String,
    count: AtomicUsize,
}

impl Scene {
    pub(super) fn new(backend: Backend) -> Self {
        let server = Server::start(backend);
        let (ann, bob) = (server.person("ann"), server.person("bob"));
        let (eve, staff) = (server.person("eve"), server.person("staff"));
        let zoe = server.person("zoe");
        let made = "update users set is_staff = (1 = 1) where email = 'staff@example.org'";
        server.site.execute(made);
        assert_eq!(
            staff.get("/api/auth/me/").gives(200).json()["is_staff"],
            true
        );
        let mut planned = plan(&ann, "12:00");
        let other = ann.plan("06:00", &["bob@example.org"]);
        let foreign = zoe.plan("06:00", &["yan@example.org"]);
        let deleted = ann.plan("07:00", &["bob@example.org"]);
        ann.delete(&deleted.path).gives(204);
        let gone = planned.participant("gone@example.org");
        ann.delete(&gone).gives(204);
        let deleted_pid = planned.participant_id("gone@example.org").to_string();
        let read = ann.get(&planned.path).gives(200);
        read.header("ETag").clone_into(&mut planned.etag);
        let sessions = zoe.get("/api/auth/sessions/").gives(200).json();
        let session = sessions["results"][0]["id"].as_str().unwrap().to_owned();
        let people = [eve.nobody(), eve, bob, ann, staff];
        let (meeting, count) = (planned, AtomicUsize::new(0));
        let scene = Self {
            server,
            people,
            meeting,
            other,
            foreign,
            deleted,
            session,
            deleted_pid,
            count,
        };
        scene.server.site.wait_for_mails();
        scene
    }

    /// A meeting like the first that may be changed.
    pub(super) fn fresh(&self) -> Meeting {
        plan(&self.people[3], "17:00")
    }

    /// Each role and who plays it.
    pub(super) fn roles(&self) -> impl Iterator<Item = (usize, &'static str, &Client)> {
        let named = ROLES.into_iter().zip(&self.people);
        named
            .enumerate()
            .map(|(at, (role, client))| (at, role, client))
    }

    /// The call of a row about this meeting.
    pub(super) fn call(&self, client: &Client, row: &Row, meeting: &Meeting) -> Call {
        let bob = meeting.participant_id("bob@example.org").to_string();
        let guest = meeting.participant_id("guest@example.org").to_string();
        let mut call = row.call.replace("{guest}", &guest);
        if call.contains("{token}") {
            call = call.replace("{token}", &self.link(meeting));
        }
        if call.contains("{link}") {
            call = call.replace("{link}", &self.opt_out_link("bob@example.org"));
        }
        if call.contains("{nid}") {
            call = call.replace("{nid}", &self.notice(meeting));
        }
        self.call_of(client, &call, &row.body, &meeting.id, &bob)
    }

    /// What Bob's secret link to a meeting of Ann carries.
    pub(super) fn link(&self, meeting: &Meeting) -> String {
        self.people[3].link_of(meeting, "bob@example.org")
    }

    /// By which this address stops its e-mails.
    pub(super) fn opt_out_link(&self, email: &str) -> String {
        let link = self.server.site.opt_out_link(email);
        self.people[3].keep_secret(&link[..32]);
        link
    }

    /// The oldest mail about a meeting of Ann.
    pub(super) fn notice(&self, meeting: &Meeting) -> String {
        let path = meeting.at("notifications/?page_size=500");
        let log = self.people[3].get(&path).gives(200).json();
        let oldest = log["results"].as_array().and_then(|all| all.last());
        oldest.expect("a mail")["id"].to_string()
    }

    /// The call with these ids.
    pub(super) fn call_of(
        &self,
        client: &Client,
        call: &str,
        body: &Value,
        id: &str,
        pid: &str,
    ) -> Call {
        let (method, path) = call.split_once(' ').unwrap();
        let call = client.call(
            method,
            &path
                .replace("{id}", id)
                .replace("{pid}", pid)
                .replace("{sid}", &self.session)
                .replace("{nid}", "1"),
        );
        let mut text = body.to_string();
        if body.is_null() {
            return call;
        }
        if text.contains("{fresh}") {
            let number = self.count.fetch_add(1, Ordering::Relaxed);
            text = text.replace("{fresh}", &format!("fresh{number}@example.org"));
        }
        if text.contains("{refresh}") {
            let session = self.server.log_in("zoe@example.org", PASSWORD);
            text = text.replace("{refresh}", &session.refresh);
        }
        call.body("application/json", text)
    }

    /// No row of any table is another after this.
    pub(super) fn unchanged(&self, what: &str, act: impl FnOnce()) {
        let before = self.server.site.contents();
        assert!(before.len() > 10, "{before:?}");
        act();
        assert_eq!(
            self.server.site.contents(),
            before,
            "{what} changed something"
        );
    }
}

fn plan(ann: &Client, clock: &str) -> Meeting {
    ann.plan(
        clock,
        &["bob@example.org", "guest@example.org", "gone@example.org"],
    )
}

/// All of an answer, but for what names the request and for what is the connection's (it closes
/// where a body was not read).
pub(super) fn shown(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let named = |name: &str| ["x-request-id", "date", "connection"].contains(&name);
    let headers = reply
        .headers
        .iter()
        .filter(|(name, _)| !named(name.as_str()));
    let mut headers: Vec<_> = headers
        .flat_map(|(name, value)| {
            let parts = value.to_str().unwrap().split(", ");
            parts.map(move |part| (name.to_string(), part.to_owned()))
        })
        .collect();
    headers.sort();
    (reply.status, headers, reply.text())
}
