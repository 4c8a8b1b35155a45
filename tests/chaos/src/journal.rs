//! What was asked of meetings and answered, held against what the API says later.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use scheduler_tests::{Call, Client, Server, together};
use serde_json::{Value, json};

/// By the path of a meeting, what is known of it. Nobody but its organiser writes it, one write
/// after the other.
#[derive(Default)]
pub struct Journal {
    meetings: Mutex<HashMap<String, Entry>>,
    changed: Mutex<HashSet<String>>,
    acknowledged: AtomicUsize,
}

struct Entry {
    organiser: usize,
    /// What it may be: what was acknowledged, and beside it what was asked for last, as long as
    /// no answer came.
    states: Vec<Value>,
}

/// What every write leaves in a meeting.
fn facts(body: &Value) -> Value {
    let people: serde_json::Map<String, Value> = body["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["email"].as_str().unwrap().to_owned(),
                one["status"].clone(),
            )
        })
        .collect();
    json!({
        "title": body["title"], "start_time": body["start_time"], "status": body["status"],
        "people": people,
    })
}

impl Journal {
    /// How many writes were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    /// How many meetings were acknowledged.
    pub fn meetings(&self) -> usize {
        self.meetings.lock().unwrap().len()
    }

    /// A meeting was planned by the organiser of this number.
    pub fn begin(&self, path: &str, organiser: usize, body: &Value) {
        let states = vec![facts(body)];
        let entry = Entry { organiser, states };
        self.meetings.lock().unwrap().insert(path.to_owned(), entry);
        self.changed.lock().unwrap().insert(path.to_owned());
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes what is wanted, asks for it, and notes that it was acknowledged, if it was.
    pub fn write(
        &self,
        path: &str,
        call: Call,
        status: u16,
        change: impl FnOnce(&mut Value),
    ) -> Option<()> {
        self.changed.lock().unwrap().insert(path.to_owned());
        self.with(path, |states| {
            let mut wanted = states[0].clone();
            change(&mut wanted);
            states.push(wanted);
        });
        let reply = call.try_send().ok()?;
        assert_eq!(reply.status, status, "{reply:?}");
        self.with(path, |states| drop(states.drain(..states.len() - 1)));
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
        Some(())
    }

    fn with(&self, path: &str, act: impl FnOnce(&mut Vec<Value>)) {
        let mut meetings = self.meetings.lock().unwrap();
        act(&mut meetings
            .get_mut(path)
            .expect("an acknowledged meeting")
            .states);
    }

    /// Judges what was written since this was last asked for.
    pub fn judge_changed(&self, server: &Server, organisers: &[Client]) {
        let changed: Vec<String> = self.changed.lock().unwrap().drain().collect();
        self.judge(server, organisers, &changed);
    }

    /// Judges everything.
    pub fn judge_all(&self, server: &Server, organisers: &[Client]) {
        let all: Vec<String> = self.meetings.lock().unwrap().keys().cloned().collect();
        self.judge(server, organisers, &all);
    }

    fn judge(&self, server: &Server, organisers: &[Client], paths: &[String]) {
        let judges = 4;
        together(judges, |judge| {
            let organisers: Vec<Client> = organisers.iter().map(|one| one.at(server)).collect();
            for path in paths.iter().skip(judge).step_by(judges) {
                let organiser = self.meetings.lock().unwrap()[path].organiser;
                let body = organisers[organiser].get(path).gives(200).json();
                let found = facts(&body);
                self.with(path, |states| {
                    assert!(
                        states.contains(&found),
                        "{path}: {body}, not one of {states:?}"
                    );
                    *states = vec![found];
                });
            }
        });
    }
}
