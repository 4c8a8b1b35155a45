use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender};

use scheduler_domain::audit::{Action, By, Entry, Filter, Target};
use scheduler_domain::auth::{Device, Register, Session, register};
use scheduler_domain::ids::SessionId;
use scheduler_domain::notifications::{Content, Mail, MailFault, PlainContent};
use scheduler_domain::store::{Mode, Tx, Verdict};
use scheduler_domain::text::Name;
use scheduler_domain::time::Zone;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{email, minutes, plan};
use scheduler_testkit::fakes::{NOON, PlainPasswords, PlainTokens, SeededEntropy};
use scheduler_testkit::world::World;

use super::*;
use crate::waking_store::WakingStore;

/// Less than the worker's own patience: what arrives within it was rung for.
const SOON: Duration = Duration::from_secs(4);

struct Hand(Mutex<Sender<Mail>>);

impl Mailer for Hand {
    fn send(&self, mail: &Mail) -> Result<String, MailFault> {
        let hand = self.0.lock().unwrap();
        hand.send(mail.clone())
            .map(|()| "Handed over.".to_owned())
            .map_err(|gone| MailFault::Temporary(gone.to_string()))
    }
}

fn tools(store: Arc<dyn Store>) -> (Tools, Receiver<Mail>) {
    let (hand, mails) = channel();
    let tools = Tools {
        store,
        mailer: Box::new(Hand(Mutex::new(hand))),
        tokens: Arc::new(PlainTokens),
        entropy: Arc::new(SeededEntropy::new(7)),
        email_verification: true,
        clock: || NOON,
        shared_clock: Box::new(|| Ok(None)),
        public_url: "https://meet.example".to_owned(),
        on_success: Box::new(|_at| {}),
        on_panic: Box::new(|| {}),
    };
    (tools, mails)
}

/// Leaves one mail in the outbox.
fn join(store: &dyn Store, name: &str) {
    let ctx = Ctx::new(
        NOON,
        Arc::new(SeededEntropy::new(name.len().try_into().unwrap())),
    );
    let cmd = Register {
        email: email(name),
        username: None,
        password: "correct horse battery".to_owned(),
        first_name: Name::default(),
        last_name: Name::default(),
        zone: Zone::utc(),
    };
    register(store, &ctx, &PlainPasswords, true, cmd).unwrap();
}

/// A ring without anything to do, so that the worker is known to have started to wait.
fn settle(worker: &Worker) {
    worker.bell.ring();
}

#[test]
fn a_write_that_leaves_a_mail_wakes_the_worker() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    let bell = Arc::new(Bell::default());
    let (tools, mails) = tools(Arc::clone(&memory));
    let worker = Worker::start(tools, Arc::clone(&bell)).unwrap();
    let store = WakingStore::new(memory, bell);
    for name in ["a", "bb", "ccc"] {
        join(&store, name);
        let mail = mails.recv_timeout(SOON).unwrap();
        assert_eq!(mail.to, email(name));
        let Content::Plain(PlainContent { action, .. }) = mail.content else {
            panic!("{mail:?}");
        };
        let url = action.unwrap().url;
        assert!(url.starts_with("https://meet.example/verify/"), "{url}");
    }
    assert!(worker.stop(SOON));
}

#[test]
fn what_waited_before_the_start_is_sent_however_much_it_is() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    let names: Vec<_> = (1..=25).map(|length| "x".repeat(length)).collect();
    for name in &names {
        join(&*memory, name);
    }
    let (tools, mails) = tools(memory);
    let worker = Worker::start(tools, Arc::default()).unwrap();
    let mut sent: Vec<_> = names
        .iter()
        .map(|_| mails.recv_timeout(SOON).unwrap().to)
        .collect();
    sent.sort();
    assert_eq!(
        sent,
        names.iter().map(|name| email(name)).collect::<Vec<_>>()
    );
    assert!(worker.stop(SOON));
}

#[test]
fn two_workers_send_each_mail_once() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    for length in 1..=40 {
        join(&*memory, &"x".repeat(length));
    }
    let (one, mails_of_one) = tools(Arc::clone(&memory));
    let (two, mails_of_two) = tools(memory);
    let workers = [one, two].map(|tools| Worker::start(tools, Arc::default()).unwrap());
    workers.iter().for_each(settle);
    let mut sent = Vec::new();
    while sent.len() < 40 {
        sent.extend(mails_of_one.try_iter().map(|mail| mail.id));
        sent.extend(mails_of_two.try_iter().map(|mail| mail.id));
        thread::yield_now();
    }
    for worker in workers {
        assert!(worker.stop(SOON));
    }
    sent.extend(mails_of_one.try_iter().map(|mail| mail.id));
    sent.extend(mails_of_two.try_iter().map(|mail| mail.id));
    assert_eq!(sent.len(), 40);
    sent.sort_by_key(|id| id.0);
    sent.dedup();
    assert_eq!(sent.len(), 40);
}

#[test]
fn a_write_that_is_undone_or_leaves_no_mail_rings_for_nobody() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    let bell = Arc::new(Bell::default());
    let store = WakingStore::new(memory, Arc::clone(&bell));
    let run = |mode, work: &mut dyn FnMut(&mut dyn Tx) -> Verdict| {
        store.run(mode, work).unwrap();
    };
    run(Mode::Write, &mut |tx| {
        tx.outbox().insert(&[]).unwrap();
        Verdict::Rollback
    });
    run(Mode::Read, &mut |tx| {
        tx.outbox().count().unwrap();
        Verdict::Commit
    });
    run(Mode::Write, &mut |tx| {
        tx.secrets().find("x").unwrap();
        Verdict::Commit
    });
    let began = Instant::now();
    assert!(bell.wait(Duration::from_millis(50)));
    assert!(began.elapsed() >= Duration::from_millis(50));
}

/// Fails until it is mended.
struct Fragile {
    inner: Arc<dyn Store>,
    is_mended: AtomicBool,
    failed: Mutex<Sender<()>>,
}

impl Store for Fragile {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        if self.is_mended.load(Ordering::SeqCst) {
            return self.inner.run(mode, work);
        }
        let _nobody_listens = self.failed.lock().unwrap().send(());
        Err(StoreError::Busy)
    }
}

#[test]
fn a_database_that_was_away_is_worked_on_again() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    join(&*memory, "ann");
    let (failed, failures) = channel();
    let fragile = Arc::new(Fragile {
        inner: memory,
        is_mended: AtomicBool::new(false),
        failed: Mutex::new(failed),
    });
    let (tools, mails) = tools(fragile.clone());
    let worker = Worker::start(tools, Arc::default()).unwrap();
    failures.recv_timeout(SOON).unwrap();
    fragile.is_mended.store(true, Ordering::SeqCst);
    settle(&worker);
    assert_eq!(mails.recv_timeout(SOON).unwrap().to, email("ann"));
    assert!(worker.stop(SOON));
}

#[test]
fn the_audit_log_is_cleared_of_what_is_older_than_two_years() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    join(&*memory, "ann");
    let aged = |days: i64| Entry {
        at: NOON - time::Duration::days(days),
        by: By::Server,
        action: Action::MeetingUpdate,
        target: Target::settings(),
        changes: Vec::new(),
        client: None,
    };
    memory
        .write(|tx| tx.audit().insert(&[aged(1), aged(730), aged(731)]))
        .map_err(|error: StoreError| error)
        .unwrap();
    let (tools, _mails) = tools(Arc::clone(&memory));
    let worker = Worker::start(tools, Arc::default()).unwrap();
    let left = || -> Vec<i64> {
        let left = memory
            .glance(|tx| tx.audit().list_after(&Filter::default(), None, 10))
            .map_err(|error: StoreError| error)
            .unwrap();
        let days = left.iter().map(|one| (NOON - one.at).whole_days());
        days.collect()
    };
    // The other sender may be done before the first one clears away.
    let began = Instant::now();
    while left().len() > 2 && began.elapsed() < SOON {
        thread::yield_now();
    }
    assert!(worker.stop(SOON));
    assert_eq!(left(), [1, 730]);
}

/// Takes a mail and does not answer until it is let go.
struct Hanging(Mutex<Sender<()>>, Mutex<Receiver<()>>);

impl Mailer for Hanging {
    fn send(&self, _mail: &Mail) -> Result<String, MailFault> {
        self.0.lock().unwrap().send(()).unwrap();
        let _let_go = self.1.lock().unwrap().recv();
        Ok("Let go.".to_owned())
    }
}

#[test]
fn a_mail_server_that_hangs_does_not_keep_the_process() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    join(&*memory, "ann");
    let (began, has_begun) = channel();
    let (let_go, go) = channel();
    let (tools, _mails) = tools(memory);
    let tools = Tools {
        mailer: Box::new(Hanging(Mutex::new(began), Mutex::new(go))),
        ..tools
    };
    let worker = Worker::start(tools, Arc::default()).unwrap();
    has_begun.recv_timeout(SOON).unwrap();
    assert!(!worker.stop(Duration::from_millis(50)));
    drop(let_go);
}

/// Panics at the first write and is fine afterwards.
struct PanicsOnce {
    inner: Arc<dyn Store>,
    has_panicked: AtomicBool,
}

impl Store for PanicsOnce {
    fn run(
        &self,
        mode: Mode,
        work: &mut dyn FnMut(&mut dyn Tx) -> Verdict,
    ) -> Result<(), StoreError> {
        assert!(self.has_panicked.swap(true, Ordering::SeqCst), "once");
        self.inner.run(mode, work)
    }
}

#[test]
fn panic_is_counted_and_the_worker_goes_on() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    join(&*memory, "a");
    let (mut tools, mails) = tools(Arc::new(PanicsOnce {
        inner: memory,
        has_panicked: AtomicBool::new(false),
    }));
    let (panicked, panics) = channel();
    let (succeeded, successes) = channel();
    tools.on_panic = Box::new(move || panicked.send(()).unwrap());
    tools.on_success = Box::new(move |at| succeeded.send(at).unwrap());
    let worker = Worker::start(tools, Arc::default()).unwrap();
    panics.recv_timeout(SOON).unwrap();
    assert_eq!(mails.recv_timeout(SOON).unwrap().to, email("a"));
    assert_eq!(successes.recv_timeout(SOON).unwrap(), NOON);
    assert!(worker.stop(SOON));
    assert!(panics.try_recv().is_err());
}

#[test]
fn clearing_away_goes_by_the_shared_clock() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    let ctx = Ctx::new(NOON, Arc::new(SeededEntropy::new(11)));
    let user = scheduler_testkit::builders::user(&ctx, "ann");
    let session = Session {
        id: SessionId(ctx.new_uuid()),
        user_id: user.id,
        current_hash: [0; 32],
        previous_hash: None,
        rotated_at: NOON,
        expires_at: NOON + time::Duration::days(14),
    };
    let id = session.id;
    let written = memory.write(|tx| {
        tx.users().insert(&user)?;
        tx.sessions().insert(&session, &Device::default())
    });
    written.unwrap();
    let (mut tools, _mails) = tools(Arc::clone(&memory));
    tools.clock = || NOON + time::Duration::days(400);
    tools.shared_clock = Box::new(|| Ok(Some(NOON)));
    let now = check_clocks(&tools).unwrap();
    assert_eq!(now, NOON);
    purge(&tools, now).unwrap();
    let find = || memory.read(|tx| tx.sessions().find(id)).unwrap();
    assert!(
        find().is_some(),
        "a clock of a year later cleared a session"
    );
    tools.shared_clock = Box::new(|| Ok(None));
    let now = check_clocks(&tools).unwrap();
    purge(&tools, now).unwrap();
    assert!(find().is_none());
}

#[test]
fn mails_that_wait_for_a_proof_go_where_none_is_asked_for() {
    let memory: Arc<dyn Store> = MemoryStore::fresh();
    let world = World::new(&*memory);
    let mut unproved = world.ann.clone();
    unproved.owns_address = false;
    memory
        .write(|tx| {
            let mut ann = tx.users().find(unproved.user_id)?.unwrap();
            ann.email_verified_at = None;
            tx.users().update(&ann)
        })
        .unwrap();
    let id = world
        .planned(&unproved, &plan("Plan", minutes(60, 60), &["zoe"]))
        .id;
    let (mut tools, _mails) = tools(Arc::clone(&memory));
    for verifies in [true, false] {
        tools.email_verification = verifies;
        purge(&tools, NOON).unwrap();
        assert_eq!(world.told(id)[0].is_held(), verifies);
    }
}
