//! No request costs more than its size allows, and none keeps others waiting: for every list and every
//! text of every operation that the document names.

use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scheduler_tests::people::Meeting;
use scheduler_tests::{Backend, Client, Reply, Server, on_both, together, within};
use serde_json::{Value, json};

on_both!(
    cost_of_a_request_follows_its_size,
    large_requests_keep_nobody_waiting,
    refused_request_costs_nothing_after_a_hang_up,
);

/// CPU time below this says nothing.
const JUDGED: Duration = Duration::from_millis(20);
/// Twice the size may cost so much.
const STEEPEST: f64 = 2.5;
const LARGEST_ERROR: usize = 64 << 10;
/// Of what is sent beyond any bound; its double fits into a body.
const ELEMENTS: usize = 100_000;
const CHARACTERS: usize = 256 << 10;
const QUERY_CHARACTERS: usize = 8 << 10;

/// One list or text of an operation.
struct Case {
    method: String,
    path: String,
    field: String,
    /// A whole body, or nothing for a query.
    example: Option<Value>,
    is_list: bool,
}

impl Case {
    /// With so many times the usual size.
    fn send(&self, caller: &Client, times: usize) -> Reply {
        let Some(example) = &self.example else {
            let text = "x".repeat(QUERY_CHARACTERS * times);
            let path = format!("{}?{}={text}", self.path, self.field);
            return caller.call(&self.method, &path).send();
        };
        let mut body = example.clone();
        body[self.field.as_str()] = if self.is_list {
            vec![0; ELEMENTS * times].into()
        } else {
            "x ".repeat(CHARACTERS * times / 2).into()
        };
        caller.call(&self.method, &self.path).json(&body).send()
    }

    fn name(&self) -> String {
        format!("{} {}: {}", self.method, self.path, self.field)
    }
}

/// What is behind a reference, or behind the only part of a whole.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(document, document.pointer(&reference[1..]).unwrap());
    }
    match schema["allOf"].as_array() {
        Some(parts) => resolved(document, &parts[0]),
        None => schema,
    }
}

fn cases(document: &Value, meeting: &Meeting) -> Vec<Case> {
    let mut cases = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            let filled = path
                .replace("{id}", &meeting.id)
                .replace("{token}", "1-x")
                .replace("{pid}", "1")
                .replace("{nid}", "1");
            let filled = filled.replace(['{', '}'], "");
            let mut add = |field: &str, example: Option<&Value>, is_list| {
                cases.push(Case {
                    method: method.to_uppercase(),
                    path: filled.clone(),
                    field: field.to_owned(),
                    example: example.cloned(),
                    is_list,
                });
            };
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let parameter = resolved(document, parameter);
                if parameter["in"] == "query" {
                    add(parameter["name"].as_str().unwrap(), None, false);
                }
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            if body.is_null() {
                continue;
            }
            let schema = resolved(document, body);
            for (name, field) in schema["properties"].as_object().unwrap() {
                let field = resolved(document, field);
                if field["type"] == "string" || field["type"] == "array" {
                    add(name, Some(&schema["example"]), field["type"] == "array");
                }
            }
        }
    }
    cases
}

/// Nobody refuses this caller before the request is read.
fn superuser(server: &Server) -> (Client, Meeting) {
    let ann = server.person("ann");
    let promote = "update users set is_superuser = true, is_staff = true
        where email = 'ann@example.org'";
    server.site.execute(promote);
    let meeting = ann.plan("09:00", &["bob@example.org"]);
    (ann, meeting)
}

/// What one of something, and twice as much of it, cost the server at least: whatever else it does adds
/// to some of the rounds. More rounds follow while the figures look steep.
fn costs(server: &Server, mut work: impl FnMut(usize)) -> [Duration; 2] {
    let mut least = [Duration::MAX; 2];
    for round in 0..12 {
        for (times, least) in (1..).zip(&mut least) {
            let before = server.cpu_time();
            work(times);
            *least = (*least).min(server.cpu_time().saturating_sub(before));
        }
        if round >= 2 && !is_steep(least) {
            break;
        }
    }
    least
}

fn is_steep([once, twice]: [Duration; 2]) -> bool {
    let ratio = twice.as_secs_f64() / once.as_secs_f64().max(f64::EPSILON);
    twice > JUDGED && ratio > STEEPEST
}

fn assert_linear(name: &str, [once, twice]: [Duration; 2], faults: &mut Vec<String>) {
    if is_steep([once, twice]) {
        faults.push(format!(
            "{name}: {once:?}, then {twice:?} for twice as much"
        ));
    }
}

fn cost_of_a_request_follows_its_size(backend: Backend) {
    // No mail is due meanwhile, since sending costs the same process.
    let server = Server::with(backend, &[("MAIL_HOLD_SECONDS", "3600")]);
    let (ann, meeting) = superuser(&server);
    let document = ann.get("/api/schema/").gives(200).json();
    let cases = cases(&document, &meeting);
    assert!(cases.len() > 150, "{} cases prove little", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        let before = server.cpu_time();
        let reply = case.send(&ann, 2);
        let quick = server.cpu_time().saturating_sub(before) <= JUDGED;
        if reply.status >= 400 && reply.body.len() > LARGEST_ERROR {
            faults.push(format!(
                "{}: {} bytes of error",
                case.name(),
                reply.body.len()
            ));
        }
        if case.example.is_some() && reply.status < 400 {
            faults.push(format!("{}: {} is accepted", case.name(), reply.status));
        }
        if quick {
            continue;
        }
        let costs = costs(&server, |times| drop(case.send(&ann, times)));
        assert_linear(&case.name(), costs, &mut faults);
    }
    largest_valid_requests(&server, &ann, &document, &mut faults);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Sends so many rows, and gives the size of the answer.
type Sending<'a> = &'a dyn Fn(usize) -> usize;

/// The longest lists that are accepted, and the largest answers.
fn largest_valid_requests(
    server: &Server,
    ann: &Client,
    document: &Value,
    faults: &mut Vec<String>,
) {
    let most = |schema: &str, field: &str| -> usize {
        let found = &document["components"]["schemas"][schema]["properties"][field]["maxItems"];
        usize::try_from(found.as_u64().unwrap()).unwrap()
    };
    let times = scheduler_tests::people::meeting("09:00");
    let addresses = |count: usize| (0..count).map(|number| format!("p{number}@example.org"));
    let create = |count: usize| {
        let mut body = times.clone();
        let people = addresses(count).map(|email| json!({ "email": email }));
        body["participants"] = people.collect();
        ann.post("/api/meetings/", body).gives(201).body.len()
    };
    let check = |count: usize| {
        let mut body = times.clone();
        body["participant_emails"] = addresses(count).collect();
        let call = ann.post("/api/meetings/check-conflicts/", body);
        call.gives(200).body.len()
    };
    let participants = most("NewMeeting", "participants");
    let people = most("ConflictCheck", "participant_emails");
    // Beside each participant the meeting's own fields, and conflicts with the meetings before.
    let allowed = |rows: usize| (rows + 200) * 300 + 2_000;
    let calls: [(&str, usize, Sending<'_>); 2] = [
        ("create", participants, &create),
        ("check conflicts", people, &check),
    ];
    for (name, most, send) in calls {
        let bytes = send(most);
        if bytes > allowed(most) {
            faults.push(format!("{name}: {bytes} bytes for {most} rows"));
        }
        let costs = costs(server, |times| {
            send(most / 2 * times);
        });
        assert_linear(name, costs, faults);
    }
}

/// How long `/healthz` takes on a connection of its own, while it is asked for.
fn latencies(client: &Client, is_over: &AtomicBool) -> Vec<Duration> {
    let mut all = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let began = Instant::now();
        client.get("/healthz").gives(200);
        all.push(began.elapsed());
        thread::park_timeout(Duration::from_millis(5));
    }
    all.sort();
    all
}

fn while_busy(server: &Server, work: impl FnOnce()) -> (Duration, Duration) {
    let (client, is_over) = (server.client(), AtomicBool::new(false));
    let all = thread::scope(|scope| {
        let watch = scope.spawn(|| latencies(&client, &is_over));
        work();
        is_over.store(true, Ordering::Relaxed);
        watch.join().unwrap()
    });
    (all[all.len() * 95 / 100], *all.last().unwrap())
}

fn large_requests_keep_nobody_waiting(backend: Backend) {
    let server = Server::start(backend);
    let (ann, _) = superuser(&server);
    let bodies = [
        json!({ "participants": vec![0; 400_000] }),
        json!({ "participants": vec![json!({}); 300_000] }),
        json!({ "title": "x ".repeat(400_000) }),
        json!({ "unknown": vec![json!([[]]); 100_000] }),
    ];
    // As much is sent to nobody: clients and other programs need the same processors.
    let spin = || {
        together(4, |number| {
            for _ in 0..8 {
                let text = bodies[number].to_string();
                assert!(serde_json::from_str::<Value>(&text).is_ok());
            }
        });
    };
    let (idle, idle_worst) = while_busy(&server, spin);
    let (usual, worst) = while_busy(&server, || {
        together(4, |number| {
            for _ in 0..8 {
                let reply = ann.post("/api/meetings/", bodies[number].clone()).send();
                assert!(matches!(reply.status, 400 | 413), "{reply:?}");
            }
        });
    });
    let limit = Duration::from_millis(50).max(idle * 4);
    assert!(
        usual < limit,
        "p95 {usual:?}, and {idle:?} without requests"
    );
    let limit = Duration::from_millis(500).max(idle_worst * 4);
    assert!(
        worst < limit,
        "{worst:?}, and {idle_worst:?} without requests"
    );
}

fn refused_request_costs_nothing_after_a_hang_up(backend: Backend) {
    let server = Server::start(backend);
    let (ann, _) = superuser(&server);
    let body = json!({ "participants": vec![json!({}); 300_000] }).to_string();
    let head = format!(
        "POST /api/meetings/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
        Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        ann.access,
        body.len()
    );
    for _ in 0..8 {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(body.as_bytes());
    }
    // Quiet: a fortieth of the time that goes by, which is what the worker's own clock takes.
    within(5, "the server is quiet", || {
        let (before, began) = (server.cpu_time(), Instant::now());
        thread::park_timeout(Duration::from_millis(400));
        let spent = server.cpu_time().saturating_sub(before);
        (spent < began.elapsed() / 40).then_some(())
    });
}
