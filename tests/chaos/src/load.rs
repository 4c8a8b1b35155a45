//! Writers and readers that go on while something happens to the database, and the journal that
//! is compared with it afterwards.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Client, Reply, Server, within};
use serde_json::json;

const WRITERS: usize = 16;

/// How long a client waits after a refusal; `Retry-After` asks for a second, and a rude client
/// sees more.
const PAUSE: Duration = Duration::from_millis(50);

/// What was asked for and what was answered.
pub struct Load {
    people: Vec<Client>,
    answers: Mutex<Vec<Answer>>,
    titles: Mutex<HashMap<String, Titles>>,
    asked: AtomicI64,
}

/// Of one meeting.
struct Titles {
    writer: usize,
    /// The acknowledged one, and those that were asked for since and refused, which does not tell
    /// whether the commit was carried out.
    candidates: Vec<&'static str>,
}

struct Answer {
    writer: usize,
    is_write: bool,
    is_refusal: bool,
    at: Instant,
    took: Duration,
}

/// What came of the answers since a moment.
#[derive(Debug, Default)]
pub struct Tally {
    /// Writes that were acknowledged.
    pub written: usize,
    /// Writes that were refused with 503.
    pub refused: usize,
    /// Reads that were answered.
    pub read: usize,
    /// Reads that were refused with 503.
    pub unread: usize,
    /// The longest that anybody waited for any of these answers.
    pub slowest: Duration,
}

/// Ends the load also where the fault panics.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Load {
    /// Sixteen people.
    pub fn on(server: &Server) -> Self {
        Self {
            people: (0..WRITERS)
                .map(|number| server.person(&format!("w{number}")))
                .collect(),
            answers: Mutex::default(),
            titles: Mutex::default(),
            asked: AtomicI64::default(),
        }
    }

    /// All of them plan, rename and read until `fault` has ended.
    pub fn during<T>(&self, server: &Server, fault: impl FnOnce() -> T) -> T {
        let ends = AtomicBool::new(false);
        thread::scope(|scope| {
            let _end = End(&ends);
            for writer in 0..WRITERS {
                let ends = &ends;
                let client = self.people[writer].at(server);
                scope.spawn(move || {
                    while !ends.load(Ordering::SeqCst) {
                        if self.round(writer, &client).is_none() {
                            thread::sleep(PAUSE);
                        }
                    }
                });
            }
            fault()
        })
    }

    /// Plans a meeting, renames it, reads it; ends at the first refusal.
    fn round(&self, writer: usize, client: &Client) -> Option<()> {
        let mut body = meeting("09:00");
        body["title"] = json!("One");
        body["participants"] = json!([{"email": "guest@example.org"}]);
        self.asked.fetch_add(1, Ordering::SeqCst);
        let planned = self.ask(writer, 201, true, || {
            client.post("/api/meetings/", body).send()
        });
        let Some(planned) = planned else {
            // Reading is what must go on.
            self.ask(writer, 200, false, || {
                client.get("/api/meetings/?page_size=5").send()
            });
            return None;
        };
        let path = Meeting::of(&planned).path;
        let candidates = vec!["One"];
        let titles = Titles { writer, candidates };
        self.titles.lock().unwrap().insert(path.clone(), titles);
        for title in ["Two", "Three"] {
            self.titled(&path, |titles| titles.push(title));
            let body = json!({"title": title});
            self.ask(writer, 200, true, || client.patch(&path, body).send())?;
            self.titled(&path, |titles| *titles = vec![title]);
        }
        self.ask(writer, 200, false, || client.get(&path).send())?;
        Some(())
    }

    fn titled(&self, path: &str, note: impl FnOnce(&mut Vec<&'static str>)) {
        let mut titles = self.titles.lock().unwrap();
        note(&mut titles.get_mut(path).unwrap().candidates);
    }

    fn ask(
        &self,
        writer: usize,
        wanted: u16,
        is_write: bool,
        send: impl FnOnce() -> Reply,
    ) -> Option<Reply> {
        let begun = Instant::now();
        let reply = send();
        assert!(
            reply.status == wanted || reply.status == 503,
            "neither done nor refused: {reply:?}"
        );
        let is_refusal = reply.status == 503;
        self.answers.lock().unwrap().push(Answer {
            writer,
            is_write,
            is_refusal,
            at: Instant::now(),
            took: begun.elapsed(),
        });
        (!is_refusal).then_some(reply)
    }

    /// What was answered since a moment.
    pub fn since(&self, begin: Instant) -> Tally {
        let mut tally = Tally::default();
        let answers = self.answers.lock().unwrap();
        for answer in answers.iter().filter(|one| one.at > begin) {
            let count = match (answer.is_write, answer.is_refusal) {
                (true, false) => &mut tally.written,
                (true, true) => &mut tally.refused,
                (false, false) => &mut tally.read,
                (false, true) => &mut tally.unread,
            };
            *count += 1;
            tally.slowest = tally.slowest.max(answer.took);
        }
        tally
    }

    /// Waits until so many more writes are acknowledged.
    pub fn goes_on(&self, writes: usize) {
        let begin = Instant::now();
        within(60, "writes are acknowledged", || {
            (self.since(begin).written >= writes).then_some(())
        });
    }

    /// Waits until a write is refused.
    pub fn meets_a_refusal(&self) {
        let begin = Instant::now();
        within(60, "a write is refused", || {
            (self.since(begin).refused > 0).then_some(())
        });
    }

    /// Waits until everybody has written again, and then for a while longer. How long after
    /// `begin` the last refusal came, or else the first acknowledgement.
    pub fn recovers(&self, begin: Instant, seconds: u64) -> Duration {
        within(seconds + 5, "everybody writes again", || {
            let answers = self.answers.lock().unwrap();
            let wrote = |writer| {
                answers.iter().any(|one| {
                    one.writer == writer && one.is_write && !one.is_refusal && one.at > begin
                })
            };
            (0..WRITERS).all(wrote).then_some(())
        });
        self.goes_on(4 * WRITERS);
        let answers = self.answers.lock().unwrap();
        let later = || answers.iter().filter(|one| one.at > begin);
        let last_refusal = later().filter(|one| one.is_refusal).map(|one| one.at).max();
        let first_write = later()
            .filter(|one| one.is_write && !one.is_refusal)
            .map(|one| one.at)
            .min();
        let recovery = last_refusal.or(first_write).expect("a write") - begin;
        assert!(
            recovery <= Duration::from_secs(seconds),
            "recovered after {recovery:?}"
        );
        recovery
    }

    /// Holds the journal against what the server says now. The number of acknowledged writes.
    pub fn judge(&self, server: &Server) -> usize {
        let mut all = self.titles.lock().unwrap();
        for (path, titles) in all.iter_mut() {
            let writer = self.people[titles.writer].at(server);
            let found = writer.get(path).gives(200).str("title");
            let candidates = &mut titles.candidates;
            candidates.retain(|title| *title == found);
            assert!(
                !candidates.is_empty(),
                "{path}: {found} was never asked for, or undone"
            );
        }
        let known = i64::try_from(all.len()).unwrap();
        let asked = self.asked.load(Ordering::SeqCst);
        let found = server.site.number("select count(*) as n from meetings");
        assert!(
            (known..=asked).contains(&found),
            "{known} acknowledged, {asked} asked for, {found} there"
        );
        let half = "select count(*) as n from meetings m where
            (select count(*) from participants p where p.meeting_id = m.id) <> 1
            or (select count(*) from busy b where b.meeting_id = m.id) <> 2
            or not exists (select 1 from notifications n where n.meeting_id = m.id and 'invitation' in (n.kind, n.replaced_kind))";
        assert_eq!(server.site.number(half), 0, "half meetings");
        if server.site.backend == Backend::Sqlite {
            let check = "select integrity_check as t from pragma_integrity_check";
            assert_eq!(server.site.lines(check), ["ok"]);
        }
        let answers = self.answers.lock().unwrap();
        answers
            .iter()
            .filter(|one| one.is_write && !one.is_refusal)
            .count()
    }
}
