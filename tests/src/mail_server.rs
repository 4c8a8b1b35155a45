//! A mail server of others (aiosmtpd) with TLS and log-ins, and a name server beside it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::Letter;

/// Who may log in.
pub const USER: &str = "planner";
/// With this.
pub const MAIL_PASSWORD: &str = "a-secret-between-two-servers";

/// Ends with this value. `scripts/mail-check/server.py` says what it does at which word.
pub struct MailServer {
    /// Where it listens.
    pub host: String,
    /// The same.
    pub port: u16,
    /// The name server, which knows all about `meet.example.org` and nothing else.
    pub dns: String,
    folder: TempDir,
    child: Child,
    words: ChildStdin,
    said: Receiver<Value>,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl MailServer {
    /// Run by this Python; `way` is `starttls` or `tls`.
    pub fn start(python: &Path, way: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../scripts/mail-check/server.py"
        );
        let mut child = Command::new(python)
            .arg(script)
            .arg(folder.path())
            .args([way, USER, MAIL_PASSWORD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python");
        let words = child.stdin.take().expect("its input");
        let (sender, said) = mpsc::channel();
        let letters = Arc::default();
        listen(child.stdout.take().expect("its output"), sender, &letters);
        let first = said.recv_timeout(Duration::from_secs(20));
        let first = first.expect("it listens; 465 asks for the rights to");
        let text = |name: &str| first[name].as_str().expect("a text").to_owned();
        Self {
            host: text("host"),
            port: first["port"]
                .as_u64()
                .expect("a port")
                .try_into()
                .expect("a port"),
            dns: text("dns"),
            folder,
            child,
            words,
            said,
            letters,
        }
    }

    /// From now on, and in conversations that are under way.
    pub fn set(&mut self, word: &str) {
        writeln!(self.words, "{word}").expect("it listens");
        let said = self.said.recv_timeout(Duration::from_secs(10));
        assert_eq!(said.expect("an answer")["manner"], word);
    }

    /// The certificate of who signed its own.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What came so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("letters").clone()
    }

    /// What a server must know to send by it.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("EMAIL_BACKEND", "smtp".to_owned()),
            ("EMAIL_HOST", self.host.clone()),
            ("EMAIL_PORT", self.port.to_string()),
            ("EMAIL_HOST_USER", USER.to_owned()),
            ("EMAIL_HOST_PASSWORD", MAIL_PASSWORD.to_owned()),
            ("EMAIL_TIMEOUT_SECONDS", "2".to_owned()),
            ("SSL_CERT_FILE", self.authority().display().to_string()),
            (
                "DEFAULT_FROM_EMAIL",
                "Planner <planner@meet.example.org>".to_owned(),
            ),
            ("PUBLIC_URL", "https://meet.example.org".to_owned()),
        ]
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(from: ChildStdout, said: Sender<Value>, letters: &Arc<Mutex<Vec<Letter>>>) {
    let letters = Arc::clone(letters);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let line: Value = serde_json::from_str(&line).expect("JSON");
            let Some(text) = line["text"].as_str() else {
                let _ = said.send(line);
                continue;
            };
            let to = line["to"].as_array().expect("recipients").iter();
            letters.lock().expect("letters").push(Letter {
                to: to
                    .filter_map(|one| Some(one.as_str()?.to_owned()))
                    .collect(),
                text: text.to_owned(),
                login: line["login"].as_str().expect("who logged in").to_owned(),
                commands: Vec::new(),
            });
        }
    });
}
