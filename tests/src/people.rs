//! What users do, in words.

use serde_json::{Value, json};

use crate::times::day;
use crate::{Client, Reply, Server};

/// Good for every user here.
pub const PASSWORD: &str = "Tr1cky-enough-pass";

impl Server {
    /// A user with the address `<name>@example.org`, logged in.
    pub fn person(&self, name: &str) -> Client {
        let email = format!("{name}@example.org");
        self.client().register(&email).gives_user();
        self.log_in(&email, PASSWORD)
    }

    /// A new session of somebody.
    pub fn log_in(&self, email: &str, password: &str) -> Client {
        let mut client = self.client();
        let reply = client.log_in(email, password).is(200);
        let body = reply.json();
        client.email = email.to_lowercase();
        client.id = String::from(body["user"]["id"].as_str().expect("an id"));
        client.access = reply.str("access");
        client.refresh = reply.str("refresh");
        client.keep_secret(&client.access);
        client.keep_secret(&client.refresh);
        client
    }
}

impl Reply {
    fn gives_user(self) {
        assert_eq!(self.status, 201, "{self:?}");
    }
}

impl Client {
    /// Makes an account.
    pub fn register(&self, email: &str) -> Reply {
        self.keep_secret(PASSWORD);
        let body = json!({"email": email, "password": PASSWORD, "password2": PASSWORD});
        self.post("/api/auth/register/", body).send()
    }

    /// Tries to log in.
    pub fn log_in(&self, email: &str, password: &str) -> Reply {
        self.keep_secret(password);
        self.post(
            "/api/auth/login/",
            json!({"email": email, "password": password}),
        )
        .send()
    }

    /// Plans a meeting tomorrow at this time for an hour, and these are invited.
    pub fn plan(&self, clock: &str, invited: &[&str]) -> Meeting {
        let mut body = meeting(clock);
        body["participants"] = invited
            .iter()
            .map(|email| json!({"email": email}))
            .collect();
        Meeting::of(&self.post("/api/meetings/", body).gives(201))
    }

    /// The token of a participant's secret link, which the organiser gets.
    pub fn link_of(&self, meeting: &Meeting, email: &str) -> String {
        let path = format!("{}answer-link/", meeting.participant(email));
        let url = self.get(&path).gives(200).str("url");
        self.kept_link(&url)
    }

    /// The token of a secret link, which no log may hold from now on.
    pub fn kept_link(&self, url: &str) -> String {
        let (_, token) = url.split_once("/rsvp/").expect("a link");
        let token = token.trim_end_matches('/').to_owned();
        let (_, seal) = token.split_once('-').expect("a seal");
        self.keep_secret(seal);
        token
    }

    /// Reads a meeting that this user may see.
    pub fn read(&self, meeting: &Meeting) -> Value {
        self.get(&meeting.path).gives(200).json()
    }
}

/// A meeting as its creator got it.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// Its id.
    pub id: String,
    /// `/api/meetings/<id>/`.
    pub path: String,
    /// Its first `ETag`.
    pub etag: String,
    /// The detail.
    pub body: Value,
}

impl Meeting {
    /// From the answer that has its detail.
    pub fn of(reply: &Reply) -> Self {
        let id = reply.str("id");
        Self {
            path: format!("/api/meetings/{id}/"),
            etag: reply.header("ETag").to_owned(),
            body: reply.json(),
            id,
        }
    }

    /// A path below its own.
    pub fn at(&self, rest: &str) -> String {
        format!("{}{rest}", self.path)
    }

    /// The path of this participant.
    pub fn participant(&self, email: &str) -> String {
        self.at(&format!("participants/{}/", self.participant_id(email)))
    }

    /// The id of this participant.
    pub fn participant_id(&self, email: &str) -> i64 {
        let everybody = self.body["participants"].as_array().expect("participants");
        let found = everybody.iter().find(|one| one["email"] == email);
        found
            .and_then(|one| one["id"].as_i64())
            .expect("a participant")
    }

    /// The path of this participant's answer.
    pub fn answer(&self, email: &str) -> String {
        format!("{}status/", self.participant(email))
    }
}

/// The body of a meeting tomorrow at `hh:mm` for an hour.
pub fn meeting(clock: &str) -> Value {
    let start = day(1, clock);
    json!({"title": "Budget", "start_time": start, "end_time": crate::times::later(&start, 60)})
}
