//! A server process.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, UNIX_EPOCH};
use std::{env, thread};

use crate::client::Client;
use crate::site::{Backend, Site};

/// Where the signing key of all servers here is known to the tests.
pub const JWT_SECRET: &str = "a-secret-that-only-these-tests-know-0123456789";

/// What opens `/metrics` of all servers here.
pub const METRICS_TOKEN: &str = "the-token-of-these-tests";

/// A running server; it dies with this value.
pub struct Server {
    /// What it works on.
    pub site: Arc<Site>,
    base: String,
    child: Child,
    settings: Vec<(String, String)>,
    log: Arc<Mutex<String>>,
    secrets: Arc<Mutex<Vec<String>>>,
    /// In nanoseconds by thread, those that ended included.
    threads: Mutex<HashMap<OsString, u64>>,
}

impl Server {
    /// On a new site, mail into files, limits off.
    pub fn start(backend: Backend) -> Self {
        Self::with(backend, &[])
    }

    /// The same with other settings; an empty value takes a setting away.
    pub fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        Self::on(Arc::new(Site::new(backend)), settings)
    }

    /// On a site that is there.
    pub fn on(site: Arc<Site>, settings: &[(&str, &str)]) -> Self {
        let settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self::launch(site, settings, Arc::default())
    }

    /// Another process on the same site, with the same settings.
    #[must_use]
    pub fn sibling(&self) -> Self {
        Self::launch(
            Arc::clone(&self.site),
            self.settings.clone(),
            Arc::clone(&self.secrets),
        )
    }

    /// Ends it by SIGKILL and starts it again on what it left.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        (self.base, self.child) = spawn(&self.site, &self.settings, &self.log);
        self.wait_until_ready();
    }

    /// Ends it by SIGKILL.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("an exit status");
    }

    /// Asks it to end by SIGTERM.
    pub fn terminate(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.expect("kill").success());
    }

    /// Its exit code, waited for at most this long.
    pub fn exit_code(&mut self, most: Duration) -> Option<i32> {
        let end = Instant::now() + most;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the server runs on after {most:?}:\n{}", self.log());
    }

    fn launch(
        site: Arc<Site>,
        settings: Vec<(String, String)>,
        secrets: Arc<Mutex<Vec<String>>>,
    ) -> Self {
        let log = Arc::default();
        let (base, child) = spawn(&site, &settings, &log);
        let server = Self {
            site,
            base,
            child,
            settings,
            log,
            secrets,
            threads: Mutex::default(),
        };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let client = self.client();
        crate::within(20, "the server is ready", || {
            (client.get("/readyz").try_send().ok()?.status == 200).then_some(())
        });
    }

    /// `http://127.0.0.1:<port>`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// All that it wrote.
    pub fn log(&self) -> String {
        self.log.lock().expect("the log").clone()
    }

    /// Nobody, speaking to this server.
    pub fn client(&self) -> Client {
        Client::new(&self.base, Arc::clone(&self.secrets))
    }

    /// Its figures, as Prometheus reads them.
    pub fn metrics(&self) -> String {
        let call = self.client().get("/metrics");
        let bearer = format!("Bearer {METRICS_TOKEN}");
        call.header("Authorization", &bearer).gives(200).text()
    }

    /// Its resident memory in KiB.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("a process");
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .expect("a line");
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse().ok())
            .expect("a number")
    }

    /// What its threads have taken of the processors. A thread that waited too long for work ends; what
    /// it took by the last look still counts.
    pub fn cpu_time(&self) -> Duration {
        let mut spent = self.threads.lock().expect("no panic before");
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        for thread in threads.expect("a process").flatten() {
            let figures = std::fs::read_to_string(thread.path().join("schedstat"));
            let figures = figures.unwrap_or_default();
            let nanos = figures
                .split_whitespace()
                .next()
                .and_then(|one| one.parse().ok());
            if let Some(nanos) = nanos {
                spent.insert(thread.file_name(), nanos);
            }
        }
        Duration::from_nanos(spent.values().sum())
    }

    fn judge_log(&self) {
        let log = self.log();
        assert!(!log.contains("panicked at"), "the server panicked:\n{log}");
        for (mark, what) in [
            ("eyJ0eX", "a token"),
            ("Bearer", "an Authorization header"),
            ("$2b$", "the hash of a password"),
            (JWT_SECRET, "the signing key"),
        ] {
            assert!(!log.contains(mark), "the log holds {what}:\n{log}");
        }
        for secret in self.secrets.lock().expect("secrets").iter() {
            assert!(
                !log.contains(secret.as_str()),
                "the log holds the secret {secret}"
            );
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(30).collect();
            println!("--- the end of the server's log");
            for line in tail.iter().rev() {
                println!("{line}");
            }
        } else {
            self.judge_log();
        }
    }
}

/// A process that listens, and where.
fn spawn(site: &Site, settings: &[(String, String)], log: &Arc<Mutex<String>>) -> (String, Child) {
    let mut command = Command::new(binary());
    command.arg("serve").current_dir(site.folder()).env_clear();
    command.env("PATH", env::var_os("PATH").unwrap_or_default());
    command.env("DATA_DIR", site.folder()).env("PORT", "0");
    command
        .env("JWT_SECRET", JWT_SECRET)
        .env("BCRYPT_COST", "4");
    command
        .env("RATE_LIMIT", "off")
        .env("EMAIL_BACKEND", "file")
        .env("METRICS_TOKEN", METRICS_TOKEN)
        .env("MAIL_HOLD_SECONDS", "0");
    if let Some(url) = site.database_url() {
        command.env("DATABASE_URL", url);
    }
    for (name, value) in settings {
        if value.is_empty() {
            command.env_remove(name);
        } else {
            command.env(name, value);
        }
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the server starts");
    let (sender, lines) = mpsc::channel();
    listen(
        child.stdout.take().expect("its output"),
        log,
        sender.clone(),
    );
    listen(child.stderr.take().expect("its errors"), log, sender);
    let base = address(&lines).unwrap_or_else(|| {
        let _ = child.kill();
        panic!(
            "the server does not listen:\n{}",
            log.lock().expect("the log")
        );
    });
    (base, child)
}

fn listen(from: impl Read + Send + 'static, log: &Arc<Mutex<String>>, lines: Sender<String>) {
    let log = Arc::clone(log);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut log = log.lock().expect("the log");
            log.push_str(&line);
            log.push('\n');
            let _ = lines.send(line);
        }
    });
}

fn address(lines: &Receiver<String>) -> Option<String> {
    let mark = "listening on ";
    let end = Instant::now() + Duration::from_secs(30);
    while let Ok(line) = lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
        if let Some(at) = line.find(mark) {
            let rest = line[at + mark.len()..].trim();
            let base: String = rest
                .chars()
                .take_while(|c| !c.is_whitespace() && *c != '"')
                .collect();
            return Some(base);
        }
    }
    None
}

/// The program: `MEETING_SCHEDULER_BIN`, or else the newest build.
pub fn binary() -> &'static PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        if let Some(path) = env::var_os("MEETING_SCHEDULER_BIN") {
            return path.into();
        }
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--package", "scheduler-server"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status();
        assert!(built.expect("cargo").success(), "the server builds");
        let this = env::current_exe().expect("a path");
        let target = this.ancestors().nth(2).expect("a target folder");
        target.join("meeting-scheduler")
    })
}

/// A number that is another one for another build of the program.
pub(crate) fn built_at() -> u128 {
    let built = binary()
        .metadata()
        .and_then(|data| data.modified())
        .expect("the program");
    built
        .duration_since(UNIX_EPOCH)
        .expect("a time after 1970")
        .as_millis()
}

/// Runs the program to its end with these settings and nothing else.
pub fn command(arguments: &[&str], settings: &[(&str, &str)], input: Option<&str>) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut child = Command::new(binary())
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("BCRYPT_COST", "4")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input");
    let _ = stdin.write_all(input.unwrap_or_default().as_bytes());
    drop(stdin);
    child.wait_with_output().expect("an exit status")
}
