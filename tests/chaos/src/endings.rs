//! F9: SIGTERM under load. Whoever follows `/readyz` notices nothing, and whoever does not is
//! either answered or not let in.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::times::{day, later};
use scheduler_tests::{Backend, Client, Server};
use serde_json::json;
use ureq::Error;

use crate::fleet::Fleet;
use crate::{BOTH, Fault, Size};

/// F9.
pub const FAULT: Fault = Fault {
    name: "F9",
    what: "SIGTERM at full load",
    backends: BOTH,
    run: endings,
};

/// How old a "yes" of `/readyz` may be.
const TRUST: Duration = Duration::from_millis(100);
const POLITE: usize = 16;
const RUDE: usize = 8;

/// What a balancer knows of one process.
struct Place {
    ready: Option<Instant>,
    probe: Client,
    /// One for each who asks, with a connection that is kept.
    clients: Arc<Vec<Client>>,
}

impl Place {
    fn new(server: &Server, users: &[Client]) -> Self {
        Self {
            ready: None,
            probe: server.client(),
            clients: Arc::new(users.iter().map(|user| user.at(server)).collect()),
        }
    }
}

/// Sends work only where somebody said yes a moment ago.
struct Balancer(Vec<Mutex<Place>>);

impl Balancer {
    fn client(&self, number: usize, turn: usize) -> Option<Client> {
        (0..self.0.len()).find_map(|step| {
            let place = self.0[(number + turn + step) % self.0.len()]
                .lock()
                .unwrap();
            let is_ready = place.ready.is_some_and(|asked| asked.elapsed() < TRUST);
            is_ready.then(|| place.clients[number].clone())
        })
    }

    fn watch(&self, number: usize, ends: &AtomicBool) {
        while !ends.load(Ordering::SeqCst) {
            let probe = self.0[number].lock().unwrap().probe.clone();
            let asked = Instant::now();
            let reply = probe.get("/readyz").try_send();
            let is_ready = reply.is_ok_and(|reply| reply.status == 200);
            self.0[number].lock().unwrap().ready = is_ready.then_some(asked);
            thread::sleep(TRUST / 5);
        }
    }
}

/// What was asked and answered.
#[derive(Default)]
struct Tally {
    planned: AtomicUsize,
    read: AtomicUsize,
    refused: AtomicUsize,
}

impl Tally {
    /// Plans a meeting or reads the list. The only excuse for no answer is that nobody was let in.
    fn ask(&self, client: &Client, turn: usize, keeps: bool) -> Result<(), Error> {
        let start = later(&day(1, "08:00"), i64::try_from(turn % 500).unwrap());
        let is_read = turn % 4 == 3;
        let call = if is_read {
            client.get("/api/meetings/?page_size=5")
        } else {
            let body = json!({"title": "Here", "start_time": start, "end_time": later(&start, 30)});
            client.post("/api/meetings/", body)
        };
        let connection = if keeps { "keep-alive" } else { "close" };
        let reply = call.header("Connection", connection).try_send()?;
        let (status, count) = if is_read {
            (200, &self.read)
        } else {
            (201, &self.planned)
        };
        assert_eq!(reply.status, status, "{reply:?}");
        count.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// As fast as it goes until nobody is let in; some keep their connections.
    fn insist(&self, client: &Client, number: usize, terminated: &AtomicBool) {
        for turn in 0.. {
            match self.ask(client, turn, number.is_multiple_of(2)) {
                Ok(()) => {}
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                    assert!(terminated.load(Ordering::SeqCst), "refused before the end");
                    self.refused.fetch_add(1, Ordering::SeqCst);
                    return;
                }
                Err(error) => panic!("a request was let in and not answered: {error:?}"),
            }
        }
    }
}

/// The slowest of each.
#[derive(Default)]
struct Slowest {
    no: Duration,
    exit: Duration,
}

fn endings(backend: Backend, size: Size) -> String {
    let mut fleet = Fleet::start(backend);
    let users: Vec<Client> = (0..POLITE)
        .map(|n| fleet.person(&format!("u{n}")))
        .collect();
    let rude: Vec<Client> = (0..RUDE).map(|n| fleet.person(&format!("r{n}"))).collect();
    let places = fleet.0.iter().map(|server| Place::new(server, &users));
    let balancer = Balancer(places.map(Mutex::new).collect());
    let (tally, ends) = (Tally::default(), AtomicBool::new(false));
    let mut slowest = Slowest::default();
    let rounds = size.of(2, 20);
    thread::scope(|scope| {
        // A round that does not hold must end the others, too.
        let _ending = Ending(&ends);
        for number in 0..fleet.0.len() {
            let (balancer, ends) = (&balancer, &ends);
            scope.spawn(move || balancer.watch(number, ends));
        }
        for number in 0..POLITE {
            let (balancer, tally, ends) = (&balancer, &tally, &ends);
            scope.spawn(move || {
                let mut turn = 0;
                while !ends.load(Ordering::SeqCst) {
                    let Some(client) = balancer.client(number, turn) else {
                        thread::sleep(TRUST / 20);
                        continue;
                    };
                    let answered = tally.ask(&client, turn, true);
                    answered.expect("an answer from a process that said that it is ready");
                    turn += 1;
                }
            });
        }
        for round in 0..rounds {
            let number = round % fleet.0.len();
            end(&mut fleet.0[number], &rude, &tally, &mut slowest);
            fleet.0[number].kill_and_restart();
            *balancer.0[number].lock().unwrap() = Place::new(&fleet.0[number], &users);
        }
    });
    let planned = tally.planned.load(Ordering::SeqCst);
    let stored = fleet.number("select count(*) as n from meetings");
    assert_eq!(
        usize::try_from(stored).unwrap(),
        planned,
        "what was answered is what was done"
    );
    let refused = tally.refused.load(Ordering::SeqCst);
    assert_eq!(refused, rounds * RUDE);
    format!(
        "{rounds} ends, {} requests, 0 failed; 503 after {} ms, exit 0 after {} ms at most",
        planned + tally.read.load(Ordering::SeqCst),
        slowest.no.as_millis(),
        slowest.exit.as_millis(),
    )
}

/// Says that it is over when it goes.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// SIGTERM, while some insist.
fn end(server: &mut Server, rude: &[Client], tally: &Tally, slowest: &mut Slowest) {
    let probe = server.client();
    probe.get("/readyz").gives(200);
    let terminated = AtomicBool::new(false);
    thread::scope(|scope| {
        for (number, user) in rude.iter().enumerate() {
            let (client, terminated) = (user.at(server), &terminated);
            scope.spawn(move || tally.insist(&client, number, terminated));
        }
        let enough = tally.planned.load(Ordering::SeqCst) + 200;
        scheduler_tests::within(60, "load", || {
            (tally.planned.load(Ordering::SeqCst) >= enough).then_some(())
        });
        terminated.store(true, Ordering::SeqCst);
        let asked = Instant::now();
        server.terminate();
        while probe.get("/readyz").send().status != 503 {}
        slowest.no = slowest.no.max(asked.elapsed());
        assert_eq!(server.exit_code(Duration::from_secs(15)), Some(0));
        slowest.exit = slowest.exit.max(asked.elapsed());
    });
}
