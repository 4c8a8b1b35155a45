//! The program as those who run it see it.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scheduler_tests::people::PASSWORD;
use scheduler_tests::server::{binary, command};
use scheduler_tests::{Backend, Server, Site, on_both, within};
use serde_json::json;

on_both!(
    health_and_readiness_are_public_and_figures_are_not,
    several_processes_may_start_on_an_empty_database,
    the_commands_work_on_the_database_that_is_set,
    a_superuser_is_made_once,
    sigterm_lets_running_requests_end,
    the_log_is_json_where_that_is_wanted,
    data_is_closed_to_other_users,
);

fn health_and_readiness_are_public_and_figures_are_not(backend: Backend) {
    let server = Server::start(backend);
    let ann = server.person("ann");
    let planned = ann.plan("09:00", &["bob@example.org"]);
    ann.read(&planned);
    let nobody = server.client();
    nobody.get("/healthz").gives(200);
    nobody.get("/readyz").gives(200);
    nobody.get("/metrics").gives(404);
    let text = server.metrics();
    assert!(text.contains("_bucket{"), "a histogram: {text}");
    assert!(text.contains("{id}"), "by route: {text}");
    assert!(
        !text.contains(&planned.id) && !text.contains("example.org"),
        "no ids, no addresses"
    );
    for word in ["outbox", "pool"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

fn several_processes_may_start_on_an_empty_database(backend: Backend) {
    let site = Arc::new(Site::unmigrated(backend));
    let servers = scheduler_tests::together(3, |_| Server::on(Arc::clone(&site), &[]));
    servers[0].person("ann");
    for server in &servers {
        assert_eq!(
            server.client().log_in("ann@example.org", PASSWORD).status,
            200
        );
    }
}

/// The settings that point the program to a site.
fn settings(site: &Site) -> Vec<(String, String)> {
    let mut settings = vec![(
        "DATA_DIR".to_owned(),
        site.folder().to_str().unwrap().to_owned(),
    )];
    settings.extend(
        site.database_url()
            .map(|url| ("DATABASE_URL".to_owned(), url)),
    );
    settings
}

fn run(site: &Site, arguments: &[&str], input: Option<&str>) -> (i32, String) {
    let settings = settings(site);
    let settings: Vec<(&str, &str)> = settings
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let done = command(arguments, &settings, input);
    let said = [done.stdout, done.stderr].concat();
    (
        done.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

fn the_commands_work_on_the_database_that_is_set(backend: Backend) {
    let site = Site::unmigrated(backend);
    for _ in 0..2 {
        let (code, said) = run(&site, &["migrate"], None);
        assert_eq!(code, 0, "{said}");
    }
    assert_eq!(site.number("select count(*) as n from users"), 0);
    let (code, said) = run(&site, &["check"], None);
    assert_eq!(code, 0, "{said}");
    let (code, said) = run(&site, &["nonsense"], None);
    assert_ne!(code, 0, "{said}");
    let (code, said) = run(&site, &["--help"], None);
    assert_eq!(code, 0, "{said}");
    for word in ["serve", "migrate", "createsuperuser", "check"] {
        assert!(said.contains(word), "{said}");
    }
}

fn a_superuser_is_made_once(backend: Backend) {
    let server = Server::start(backend);
    let arguments = [
        "createsuperuser",
        "--email",
        "Root@Example.org",
        "--password-stdin",
    ];
    let (code, said) = run(&server.site, &arguments, Some("short\n"));
    assert_ne!(code, 0, "{said}");
    let (code, said) = run(&server.site, &arguments, Some(&format!("{PASSWORD}\n")));
    assert_eq!(code, 0, "{said}");
    assert!(!said.contains(PASSWORD));
    let root = server.log_in("root@example.org", PASSWORD);
    assert_eq!(
        root.get("/api/auth/me/").gives(200).json()["is_staff"],
        true
    );
    let (code, said) = run(&server.site, &arguments, Some(&format!("{PASSWORD}\n")));
    assert_ne!(code, 0, "{said}");
    assert_eq!(server.site.number("select count(*) as n from users"), 1);
}

fn sigterm_lets_running_requests_end(backend: Backend) {
    let mut server = Server::start(backend);
    let ann = server.person("ann");
    let body = json!({"title": "Late", "start_time": "2031-01-01T09:00:00Z", "end_time": "2031-01-01T10:00:00Z"});
    let body = body.to_string();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(15)))
        .unwrap();
    let head = format!(
        "POST /api/meetings/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\nAuthorization: Bearer {}\r\n\r\n",
        body.len(),
        ann.access,
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    ann.get("/api/meetings/").gives(200);
    let asked = Instant::now();
    server.terminate();
    // Either nobody is let in any more, or readiness says no.
    within(5, "readiness is withdrawn", || {
        match server.client().get("/readyz").try_send() {
            Ok(reply) => (reply.status == 503).then_some(()),
            Err(_) => Some(()),
        }
    });
    stream.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while !String::from_utf8_lossy(&answer).contains("\r\n\r\n") {
        let count = stream.read(&mut part).unwrap();
        assert!(count > 0, "the connection was cut");
        answer.extend_from_slice(&part[..count]);
    }
    assert!(
        String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 201"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    drop(stream);
    assert_eq!(server.exit_code(Duration::from_secs(15)), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(15));
    assert_eq!(server.site.number("select count(*) as n from meetings"), 1);
}

fn the_log_is_json_where_that_is_wanted(backend: Backend) {
    let server = Server::with(backend, &[("LOG_FORMAT", "json")]);
    let ann = server.person("ann");
    ann.get("/api/meetings/")
        .header("X-Request-Id", "find-me-7")
        .gives(200);
    let line = within(5, "a line with the request id", || {
        server
            .log()
            .lines()
            .find(|line| line.contains("find-me-7"))
            .map(str::to_owned)
    });
    let _: serde_json::Value = serde_json::from_str(&line).expect(&line);
}

fn data_is_closed_to_other_users(backend: Backend) {
    let site = Arc::new(Site::unmigrated(backend));
    let set_mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    set_mode(site.folder(), 0o755);
    let backup = site.folder().join("monday");
    let mut server = Server::on(Arc::clone(&site), &[]);
    let ann = server.person("ann");
    ann.plan("09:00", &["bob@example.org"]);
    within(10, "a mail", || site.mails().pop());
    let (code, said) = run(&site, &["backup", backup.to_str().unwrap()], None);
    assert_eq!(code, 0, "{said}");
    let open = || -> Vec<String> {
        let folders = [site.folder().to_owned(), site.folder().join("mail")];
        let inside = folders
            .iter()
            .flat_map(|folder| fs::read_dir(folder).unwrap());
        let paths = inside
            .map(|entry| entry.unwrap().path())
            .chain(folders.iter().cloned());
        paths
            .filter(|path| fs::metadata(path).is_ok_and(|meta| meta.mode() & 0o077 != 0))
            .map(|path| path.display().to_string())
            .collect()
    };
    assert_eq!(open(), [""; 0], "made so");
    server.kill();
    for path in [site.folder(), &site.folder().join("mail")] {
        set_mode(path, 0o755);
    }
    set_mode(&backup, 0o644);
    server.kill_and_restart();
    assert_eq!(open(), [""; 0], "repaired");
}

#[test]
fn database_in_another_encoding_is_refused_with_the_remedy() {
    if !Backend::Postgres.is_there() {
        return;
    }
    let site = Site::encoded("LATIN1");
    for command in ["serve", "migrate", "check"] {
        let (code, said) = run(&site, &[command], None);
        assert_eq!(code, 1, "{command}: {said}");
        for part in [
            "DATABASE_URL: the database is encoded in LATIN1",
            "encoding 'UTF8'",
        ] {
            assert!(said.contains(part), "{command}: {said}");
        }
    }
    let (_, said) = run(&site, &["doctor"], None);
    assert!(
        said.contains("fault  database: the database is encoded in LATIN1"),
        "{said}"
    );
}

#[test]
fn help_of_a_command_is_printed() {
    let site = Site::unmigrated(Backend::Sqlite);
    let (code, said) = run(&site, &["restore", "--help"], None);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("Usage: meeting-scheduler restore FILE"),
        "{said}"
    );
    assert!(!said.contains("createsuperuser"), "{said}");
}

#[test]
fn metrics_are_served_on_a_port_of_their_own() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listen = format!("127.0.0.1:{port}");
    let settings = [("METRICS_LISTEN", listen.as_str()), ("METRICS_TOKEN", "")];
    let server = Server::with(Backend::Sqlite, &settings);
    server.client().get("/metrics").gives(404);
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&listen).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    };
    let reply = ask("/metrics");
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert!(reply.contains("_bucket{"), "{reply}");
    for path in ["/", "/api/auth/me/", "/healthz"] {
        assert!(ask(path).starts_with("HTTP/1.1 404"), "{path}");
    }
}

#[test]
fn env_file_is_literal_and_without_unknown_names() {
    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        fs::write(folder.path().join(".env"), text).unwrap();
        let done = Command::new(binary())
            .arg("check")
            .current_dir(folder.path())
            .env_clear()
            .output()
            .unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = check("DATA_DIR=$data\n");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("$data/meetings.db"), "{said}");
    let (code, said) = check("EMIAL_BACKEND=smtp\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("did you mean EMAIL_BACKEND?"), "{said}");
}

#[test]
fn every_fault_of_the_settings_is_named_at_once() {
    let faults = [
        ("PORT", "seventy"),
        ("HOST", "not a host"),
        ("DATABASE_URL", "mysql://secret-user:secret-pass@x/y"),
        ("ACCESS_TOKEN_MINUTES", "0"),
        ("REFRESH_TOKEN_DAYS", "-1"),
        ("CORS_ALLOWED_ORIGINS", "localhost"),
        ("PUBLIC_URL", "ftp//x"),
        ("EMAIL_BACKEND", "pigeon"),
        ("EMAIL_PORT", "99999"),
        ("EMAIL_USE_TLS", "maybe"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("LOG_FORMAT", "xml"),
        ("BCRYPT_COST", "99"),
        ("RATE_LIMIT", "some"),
        ("EMAIL_VERIFICATION", "perhaps"),
        ("JWT_SECRET", "tiny-sec"),
    ];
    for arguments in [["check"], ["serve"]] {
        let done = command(&arguments, &faults, None);
        assert!(!done.status.success());
        let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
        for (name, _) in faults {
            assert!(
                said.lines().any(|line| line.contains(name)),
                "{name} is not named:\n{said}"
            );
        }
        assert!(
            !said.contains("secret-pass") && !said.contains("tiny-sec"),
            "{said}"
        );
    }
}

#[test]
fn the_settings_file_is_read_and_the_environment_wins() {
    let site = Site::new(Backend::Sqlite);
    fs::write(
        site.folder().join(".env"),
        "LOG_FORMAT=xml\nRATE_LIMIT=some\n",
    )
    .unwrap();
    let done = Command::new(binary())
        .arg("check")
        .current_dir(site.folder())
        .env_clear()
        .env("RATE_LIMIT", "off")
        .output()
        .unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert!(
        !done.status.success() && said.contains("LOG_FORMAT") && !said.contains("RATE_LIMIT"),
        "{said}"
    );
}
