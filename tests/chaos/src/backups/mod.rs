//! F12: backups under 500 writes a second, each restored into an empty place and held against the
//! journal of what was acknowledged before it began; kills in the middle of both; a full disk.

mod breaking;

use std::collections::HashMap;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Server, Site, SmtpSink, server, within};
use serde_json::json;
use tempfile::TempDir;

use self::breaking::{full_disk, killed_backups, killed_restores};
use crate::chance::Chance;
use crate::{Fault, Size, mail, many};

/// F12.
pub const FAULT: Fault = Fault {
    name: "F12",
    what: "backups under load, restored; kills in between; a full disk",
    backends: crate::BOTH,
    run,
};

const WRITERS: usize = 16;
/// After so long, a new server: what is written meanwhile makes each copy larger than the one before.
/// Measured on PostgreSQL: the first ten of one database take a minute and a half, the next eight eight.
const ROUND: Duration = Duration::from_secs(30);
/// Of all writers together.
const WRITES_A_SECOND: u32 = 500;
/// In the short form, beside which other tests run that have deadlines.
const WRITES_A_SECOND_AT_EASE: u32 = 100;

fn run(backend: Backend, size: Size) -> String {
    let mut chance = Chance::new();
    let quiet = Site::new(backend);
    succeeds(&quiet, &["migrate"]);
    quiet.execute(&many::meetings(backend, 5_000, true));
    let kills = size.of(5, 100);
    let figures = [
        under_load(backend, size),
        killed_backups(&quiet, &mut chance, kills),
        killed_restores(&quiet, &mut chance, kills),
        full_disk(&quiet),
    ];
    figures.join("; ")
}

/// By the id of a meeting, the title that was acknowledged last: titles are numbers that grow.
#[derive(Default)]
struct Journal {
    titles: Mutex<HashMap<String, u32>>,
    acknowledged: AtomicUsize,
}

impl Journal {
    fn write(&self, id: &str, title: u32) {
        let id = id.replace('-', "");
        self.titles.lock().unwrap().insert(id, title);
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    fn until_now(&self) -> HashMap<String, u32> {
        self.titles.lock().unwrap().clone()
    }
}

struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// What was seen of backups under load.
#[derive(Default)]
struct Seen {
    backups: u32,
    acknowledged: usize,
    lasted: Duration,
    slowest: Duration,
}

fn under_load(backend: Backend, size: Size) -> String {
    let backups = size.of(5, 100);
    let wanted = size.of(WRITES_A_SECOND_AT_EASE, WRITES_A_SECOND);
    let mut seen = Seen::default();
    while seen.backups < backups {
        // What is planned is never told before the copy is made.
        let source = Server::with(backend, &[("MAIL_HOLD_SECONDS", "3600")]);
        round(&source, wanted, backups, &mut seen);
    }
    let written = u32::try_from(seen.acknowledged).unwrap();
    let rate = f64::from(written) / seen.lasted.as_secs_f64();
    assert!(
        rate >= f64::from(wanted) * 0.8 || size == Size::Short,
        "only {rate:.0} writes a second"
    );
    format!(
        "{backups} backups during {rate:.0} writes/s ({written} acknowledged), the slowest in {:.1?}, all restored with each write before them",
        seen.slowest
    )
}

/// Until there are as many backups, or for [`ROUND`].
fn round(source: &Server, wanted: u32, backups: u32, seen: &mut Seen) {
    let writers: Vec<Client> = (0..WRITERS)
        .map(|number| source.person(&format!("w{number}")))
        .collect();
    let second = (source.site.backend == Backend::Postgres).then(|| source.sibling());
    let journal = Journal::default();
    let ends = AtomicBool::new(false);
    thread::scope(|scope| {
        let _end = End(&ends);
        for (number, writer) in writers.iter().enumerate() {
            let server = second.as_ref().filter(|_| number % 2 == 1);
            let client = writer.at(server.unwrap_or(source));
            let (journal, ends) = (&journal, &ends);
            scope.spawn(move || write(&client, number, wanted, journal, ends));
        }
        within(60, "writes are acknowledged", || {
            (journal.acknowledged() >= 100).then_some(())
        });
        let (begin, before) = (Instant::now(), journal.acknowledged());
        while seen.backups < backups && begin.elapsed() < ROUND {
            let took = one(source, &writers, &journal, seen.backups.is_multiple_of(10));
            seen.slowest = seen.slowest.max(took);
            seen.backups += 1;
        }
        seen.acknowledged += journal.acknowledged() - before;
        seen.lasted += begin.elapsed();
    });
}

/// Plans meetings and renames each four times, at its share of the pace.
fn write(client: &Client, number: usize, wanted: u32, journal: &Journal, ends: &AtomicBool) {
    let share = Duration::from_secs(1) * u32::try_from(WRITERS).unwrap() / wanted;
    let mut next = Instant::now();
    let pace = |next: &mut Instant| {
        *next += share;
        thread::sleep(next.saturating_duration_since(Instant::now()));
        !ends.load(Ordering::SeqCst)
    };
    for turn in 0.. {
        let start = later(&day(2 + turn % 300, "09:00"), turn / 300 * 31);
        let guest = format!(
            "guest{}@example.org",
            (turn + i64::try_from(number).unwrap()) % 97
        );
        let body = json!({
            "title": "0", "start_time": start, "end_time": later(&start, 30),
            "participants": [{"email": guest}],
        });
        let id = client.post("/api/meetings/", body).gives(201).str("id");
        journal.write(&id, 0);
        for title in 1..=4 {
            if !pace(&mut next) {
                return;
            }
            let body = json!({"title": title.to_string()});
            client
                .patch(&format!("/api/meetings/{id}/"), body)
                .gives(200);
            journal.write(&id, title);
        }
        if !pace(&mut next) {
            return;
        }
    }
}

/// A backup, restored and judged. How long the copy took.
fn one(source: &Server, writers: &[Client], journal: &Journal, with_server: bool) -> Duration {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("copy");
    let before = journal.until_now();
    let begin = Instant::now();
    succeeds(&source.site, &["backup", path(&file)]);
    let took = begin.elapsed();
    let restored = Site::unmigrated(source.site.backend);
    succeeds(&restored, &["restore", path(&file)]);
    judge(&restored, &before);
    if with_server {
        is_quiet(restored, writers);
    }
    took
}

fn judge(restored: &Site, before: &HashMap<String, u32>) {
    let id = match restored.backend {
        Backend::Sqlite => "lower(hex(id))",
        Backend::Postgres => "replace(cast(id as text), '-', '')",
    };
    let found: HashMap<String, u32> = restored
        .lines(&format!("select {id} || ' ' || title as t from meetings"))
        .iter()
        .map(|line| {
            let (id, title) = line.split_once(' ').unwrap();
            (id.to_owned(), title.parse().unwrap())
        })
        .collect();
    for (id, title) in before {
        let kept = found.get(id);
        assert!(
            kept >= Some(title),
            "{id}: {title} was acknowledged before, {kept:?} is there"
        );
    }
    let half = "select count(*) as n from meetings m where
        (select count(*) from participants p where p.meeting_id = m.id) <> 1
        or (select count(*) from busy b where b.meeting_id = m.id) <> 2
        or not exists (select 1 from notifications n where n.meeting_id = m.id and 'invitation' in (n.kind, n.replaced_kind))
        or (select count(*) from audit a where a.meeting_id = m.id and a.action = 'meeting.create') <> 1";
    assert_eq!(restored.number(half), 0, "half meetings");
    is_sound(restored);
    let none = |sql: &str| assert_eq!(restored.number(sql), 0, "{sql}");
    none("select count(*) as n from notifications where state = 'queued'");
    none("select count(*) as n from sessions");
    let given_up = "select count(*) as n from notifications where is_superseded";
    assert!(restored.number(given_up) > 0, "no mail waited");
}

fn is_sound(site: &Site) {
    if site.backend == Backend::Sqlite {
        let check = "select integrity_check as t from pragma_integrity_check";
        assert_eq!(site.lines(check), ["ok"]);
        let orphans = "select count(*) as n from pragma_foreign_key_check";
        assert_eq!(site.number(orphans), 0);
    }
}

/// A server on what was restored lets nobody go on with an old session, and sends what is planned
/// from now on, which shows that it would have sent the rest.
fn is_quiet(restored: Site, writers: &[Client]) {
    let sink = SmtpSink::start(0);
    let port = sink.port.to_string();
    let mut settings = mail::settings(&port);
    settings.push(("MAIL_HOLD_SECONDS", "0"));
    let server = Server::on(Arc::new(restored), &settings);
    writers[0].at(&server).get("/api/auth/me/").gives(401);
    let again = server.log_in(&writers[0].email, scheduler_tests::people::PASSWORD);
    for name in ["first", "second"] {
        let guest = format!("{name}-after@example.org");
        again.plan("09:00", &[&guest]);
        within(30, "what is planned now is told", || {
            sink.letters()
                .iter()
                .any(|letter| letter.to == [guest.as_str()])
                .then_some(())
        });
    }
    let letters = sink.letters();
    let old: Vec<_> = letters
        .iter()
        .filter(|letter| {
            !letter
                .to
                .iter()
                .all(|to| to.ends_with("-after@example.org"))
        })
        .map(|letter| &letter.to)
        .collect();
    assert!(old.is_empty(), "old mails were sent: {old:?}");
}

fn command(site: &Site, arguments: &[&str]) -> Command {
    let mut command = Command::new(server::binary());
    command
        .args(arguments)
        .current_dir(site.folder())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATA_DIR", site.folder())
        .stdin(Stdio::null());
    if let Some(url) = site.database_url() {
        command.env("DATABASE_URL", url);
    }
    command
}

fn output(site: &Site, arguments: &[&str]) -> Output {
    command(site, arguments).output().expect("the program runs")
}

fn succeeds(site: &Site, arguments: &[&str]) {
    let done = output(site, arguments);
    assert!(done.status.success(), "{arguments:?}: {done:?}");
}

fn start(site: &Site, arguments: &[&str]) -> Child {
    command(site, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn end(child: &mut Child) {
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().expect("an exit status");
}

fn path(file: &Path) -> &str {
    file.to_str().expect("a UTF-8 path")
}
