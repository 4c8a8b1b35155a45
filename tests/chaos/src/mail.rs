//! F5: a mail server that is gone, answers 4xx or hangs, for an hour; then one that answers 5xx.
//!
//! Two servers get the same requests in turn, one of them with a mail server that is well, so that
//! the noise of the machine is in both figures. The hour passes in twelve steps: after each, what
//! waits for its next attempt becomes due five minutes earlier, by SQL. A library that lies about
//! the clock (libfaketime) would move tokens, time limits and PostgreSQL's clock too, and bend the
//! very times that are compared; for the outbox, time is nothing but these instants.

use std::time::{Duration, Instant};

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Client, Letter, Manner, Server, SmtpSink, within};
use serde_json::{Value, json};

use crate::{BOTH, Fault, Size};

/// F5.
pub const FAULT: Fault = Fault {
    name: "F5",
    what: "a mail server that is gone, answers 4xx, 5xx, or hangs, for an hour",
    backends: BOTH,
    run,
};

/// Mail by SMTP to this port of this machine.
pub fn settings(port: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", port),
        ("EMAIL_USE_TLS", "off"),
        ("EMAIL_VERIFICATION", "off"),
        ("EMAIL_TIMEOUT_SECONDS", "1"),
        ("DEFAULT_FROM_EMAIL", "meetings@example.org"),
    ]
}

const STEPS: usize = 12;

/// One server, its mail server, and what was asked for.
struct Side {
    server: Server,
    sink: SmtpSink,
    ann: Client,
    meetings: Vec<Told>,
    times: Vec<Duration>,
}

/// A meeting, and the last title that was acknowledged.
struct Told {
    meeting: Meeting,
    title: String,
    people: [String; 2],
    is_cancelled: bool,
}

fn run(backend: Backend, size: Size) -> String {
    let (rounds, few) = size.of((10, 2), (400, 10));
    let mut sides = [Side::new(backend), Side::new(backend)];
    // Known to their people before it begins.
    for side in &mut sides {
        (0..few).for_each(|number| side.plan(number));
        side.wait_until_sent();
    }
    let known = sides[1].sink.count();
    for step in 0..STEPS {
        let manner = match step * 3 / STEPS {
            0 => Manner::Refuses,
            1 => Manner::Answers("RCPT", "451 try again later"),
            _ => Manner::Hangs("RCPT"),
        };
        sides[1].sink.set(manner);
        if step % 4 == 0 {
            for side in &mut sides {
                let next = side.meetings.len();
                (next..next + few).for_each(|number| side.plan(number));
            }
        }
        for round in 0..rounds {
            let [first, second] = if round % 2 == 0 { [0, 1] } else { [1, 0] };
            sides[first].ask(step * rounds + round);
            sides[second].ask(step * rounds + round);
        }
        sides[1].pass(5);
    }
    let [well, ill] = &mut sides;
    assert_eq!(ill.sink.count(), known, "nothing was taken in that hour");
    ill.cancel_some();
    // What is in flight when the mail server comes back still goes out: let that be the newest.
    ill.sink.set(Manner::Answers("RCPT", "451 try again later"));
    ill.wait_until_none("state = 'queued' and attempts = 0");
    ill.sink.set(Manner::Takes);
    ill.wait_until_sent();
    let superseded = ill.judge(known, few);
    ill.judge_dead_letters();
    ill.judge_a_lost_answer();
    well.wait_until_sent();

    let (normal, with_fault) = (p99(&mut well.times), p99(&mut ill.times));
    let ratio = with_fault.as_secs_f64() / normal.as_secs_f64();
    let slowest = ill.times.last().expect("requests");
    // The least wait for a mail server that hangs. A hundred requests have no p99 worth the name.
    assert!(
        *slowest < Duration::from_secs(1) || size == Size::Full,
        "{slowest:?}"
    );
    assert!(
        ratio <= 1.2 || size == Size::Short,
        "p99 {with_fault:?}, normally {normal:?}"
    );
    format!(
        "{} requests a side, p99 {:.1} ms, normally {:.1} ms, ratio {ratio:.2}; {superseded} mails superseded",
        ill.times.len(),
        with_fault.as_secs_f64() * 1e3,
        normal.as_secs_f64() * 1e3,
    )
}

/// Sorts.
fn p99(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

impl Side {
    fn new(backend: Backend) -> Self {
        let sink = SmtpSink::start(0);
        let server = Server::with(backend, &settings(&sink.port.to_string()));
        Self {
            ann: server.person("ann"),
            server,
            sink,
            meetings: Vec::new(),
            times: Vec::new(),
        }
    }

    fn plan(&mut self, number: usize) {
        let title = format!("Meeting {number} state 0");
        let people = ["a", "b"].map(|who| format!("{who}{number}@example.org"));
        let mut body = meeting("09:00");
        body["title"] = json!(title);
        body["participants"] = people.iter().map(|email| json!({"email": email})).collect();
        self.meetings.push(Told {
            meeting: Meeting::of(&self.ann.post("/api/meetings/", body).gives(201)),
            title,
            people,
            is_cancelled: false,
        });
    }

    /// A change that people are told of, and a read; both timed.
    fn ask(&mut self, number: usize) {
        let count = self.meetings.len();
        let told = &mut self.meetings[number % count];
        let head = told.title.rsplit_once(' ').expect("a title").0;
        let title = format!("{head} {}", number + 1);
        let change = self.ann.patch(&told.meeting.path, json!({"title": title}));
        let read = self.ann.get(&told.meeting.path);
        for call in [change, read] {
            let begun = Instant::now();
            call.gives(200);
            self.times.push(begun.elapsed());
        }
        told.title = title;
    }

    fn cancel_some(&mut self) {
        for told in self.meetings.iter_mut().step_by(3) {
            let cancelled = self.ann.call("POST", &told.meeting.at("cancel/"));
            cancelled.gives(200);
            told.is_cancelled = true;
        }
    }

    /// So many minutes, for what waits for its next attempt.
    fn pass(&self, minutes: u32) {
        // What the server is taking at this moment is passed over: nobody waits, nobody deadlocks.
        let (earlier, passing) = match self.server.site.backend {
            Backend::Sqlite => (
                format!(
                    "strftime('%Y-%m-%d %H:%M:%f', next_try_at, '-{minutes} minutes') || '000'"
                ),
                "",
            ),
            Backend::Postgres => (
                format!("next_try_at - interval '{minutes} minutes'"),
                "for update skip locked",
            ),
        };
        self.server.site.execute(&format!(
            "update notifications set next_try_at = {earlier} where id in (
                select id from notifications where state = 'queued' and not is_claimed {passing})"
        ));
    }

    fn wait_until_sent(&self) {
        self.wait_until_none("state = 'queued'");
    }

    fn wait_until_none(&self, such: &str) {
        let count = format!("select count(*) as n from notifications where {such}");
        within(120, such, || {
            self.pass(5);
            (self.server.site.number(&count) == 0).then_some(())
        });
    }

    fn log(&self, meeting: &Meeting) -> Vec<Value> {
        let path = meeting.at("notifications/?page_size=500");
        let log = self.ann.get(&path).gives(200).json();
        log["results"].as_array().expect("a page").clone()
    }

    /// So many letters came before the fault, about so many meetings; how many mails were
    /// superseded.
    fn judge(&self, known: usize, known_meetings: usize) -> usize {
        let letters = self.sink.letters();
        let mut superseded = 0;
        for (number, told) in self.meetings.iter().enumerate() {
            let log = self.log(&told.meeting);
            for email in &told.people {
                let mine = |letters: &[Letter]| -> Vec<String> {
                    letters
                        .iter()
                        .filter(|letter| letter.to == [email.clone()])
                        .map(|letter| letter.line("Subject:").expect("a subject").to_owned())
                        .collect()
                };
                let (before, after) = (mine(&letters[..known]), mine(&letters[known..]));
                let was_known = number < known_meetings;
                assert_eq!(before.len(), usize::from(was_known), "{email}");
                let (sent, unsent): (Vec<_>, Vec<_>) = log
                    .iter()
                    .filter(|row| row["email"] == **email)
                    .partition(|row| row["is_sent"] == true);
                let was_tried = unsent.iter().any(|row| row["attempts"] != 0);
                let kind = match (told.is_cancelled, was_known) {
                    (true, false) if !was_tried => None,
                    (true, _) => Some("Cancelled"),
                    (false, true) => Some("Updated"),
                    (false, false) => Some("Invitation"),
                };
                let wanted = kind.map(|kind| format!("{kind}: {}", told.title));
                assert_eq!(after, Vec::from_iter(wanted), "{email} of {log:?}");
                assert_eq!(sent.len(), before.len() + after.len(), "{email}: {log:?}");
                for row in &unsent {
                    let why = row["last_error"].as_str().unwrap_or_default();
                    assert!(why.starts_with("Not sent, since "), "{row}");
                }
                superseded += unsent.len();
            }
            assert!(is_in_order(&letters, &told.people), "{letters:?}");
        }
        self.judge_metrics(0);
        assert!(superseded > 0, "there was something to collapse");
        superseded
    }

    /// Who is refused for good is seen as such, and not tried again.
    fn judge_dead_letters(&mut self) {
        self.sink
            .set(Manner::Answers("RCPT", "550 no such user here"));
        self.plan(1000);
        let planned = &self.meetings.last().expect("a meeting").meeting;
        within(20, "both are given up", || {
            let log = self.log(planned);
            log.iter().all(|row| row["attempts"] == 1).then_some(())
        });
        self.sink.set(Manner::Takes);
        let came = self.sink.count();
        self.pass(60 * 24);
        self.plan(1001);
        within(20, "others are sent", || {
            (self.sink.count() == came + 2).then_some(())
        });
        let planned = &self.meetings[self.meetings.len() - 2].meeting;
        for row in self.log(planned) {
            assert_eq!(
                (&row["is_sent"], &row["attempts"]),
                (&json!(false), &json!(1))
            );
            let why = row["last_error"].as_str().expect("a reason");
            assert!(
                why.contains("550") || why.contains("no such user here"),
                "{row}"
            );
        }
        self.wait_until_sent();
        self.judge_metrics(2);
    }

    /// A mail whose answer is lost comes again, and is the same.
    fn judge_a_lost_answer(&mut self) {
        self.sink.set(Manner::Vanishes);
        let came = self.sink.count();
        self.plan(1002);
        within(20, "both came", || {
            (self.sink.count() == came + 2).then_some(())
        });
        self.sink.set(Manner::Takes);
        self.wait_until_sent();
        let letters = self.sink.letters().split_off(came);
        let [a, b] = &self.meetings.last().expect("a meeting").people;
        for email in [a, b] {
            let mine: Vec<_> = letters
                .iter()
                .filter(|one| one.to == [email.clone()])
                .collect();
            assert_eq!(mine.len(), 2, "{letters:?}");
            assert_eq!(mine[0].identity(), mine[1].identity());
        }
    }

    fn judge_metrics(&self, failed: u32) {
        let metrics = self.server.metrics();
        for line in [
            "outbox_queued 0".to_owned(),
            format!("outbox_failed {failed}"),
        ] {
            assert!(
                metrics.lines().any(|found| found == line),
                "{line}\n{metrics}"
            );
        }
    }
}

/// Whether the states, and the revisions where a mail tells them, go up for each of them.
fn is_in_order(letters: &[Letter], people: &[String]) -> bool {
    people.iter().all(|email| {
        let mine = || letters.iter().filter(|letter| letter.to == [email.clone()]);
        let number = |text: Option<&str>| text?.rsplit([' ', ':']).next()?.parse::<u32>().ok();
        mine().map(|one| number(one.line("Subject:"))).is_sorted()
            && mine().map(|one| number(one.line("SEQUENCE:"))).is_sorted()
    })
}
