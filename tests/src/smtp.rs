//! A mail server that keeps what it gets.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Takes every mail, or never answers.
pub struct SmtpSink {
    /// Where it listens.
    pub port: u16,
    mails: Arc<Mutex<Vec<Letter>>>,
    ends: Arc<AtomicBool>,
}

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The addresses of `RCPT TO`.
    pub to: Vec<String>,
    /// Headers and body.
    pub text: String,
    /// What followed `AUTH` in this conversation.
    pub login: String,
    /// All commands since the mail before it in this conversation.
    pub commands: Vec<String>,
}

impl SmtpSink {
    /// Takes every mail. Port 0 is any.
    pub fn start(port: u16) -> Self {
        Self::listen(port, false)
    }

    /// Takes connections and never says a word.
    pub fn hanging() -> Self {
        Self::listen(0, true)
    }

    fn listen(port: u16, hangs: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (mails, ends) = (
            Arc::<Mutex<Vec<Letter>>>::default(),
            Arc::<AtomicBool>::default(),
        );
        let (kept, ended) = (Arc::clone(&mails), Arc::clone(&ends));
        thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                let kept = Arc::clone(&kept);
                if hangs {
                    held.push(stream);
                } else {
                    thread::spawn(move || converse(&stream, &kept));
                }
            }
        });
        Self { port, mails, ends }
    }

    /// What came so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.mails.lock().expect("mails").clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn converse(stream: &TcpStream, kept: &Mutex<Vec<Letter>>) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let mut out = stream;
    let mut to = Vec::new();
    let mut login = String::new();
    let mut commands = Vec::new();
    out.write_all(b"220 sink\r\n").ok()?;
    loop {
        let line = lines.next()?.ok()?;
        commands.push(line.clone());
        let verb = line.split([' ', ':']).next()?.to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" => b"250-sink\r\n250-AUTH PLAIN\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to.push(line.split(['<', '>']).nth(1)?.to_owned());
                b"250 ok\r\n"
            }
            "AUTH" => {
                line.clone_into(&mut login);
                b"235 welcome\r\n"
            }
            "DATA" => {
                out.write_all(b"354 go on\r\n").ok()?;
                let text = body(&mut lines)?;
                let letter = Letter {
                    to: std::mem::take(&mut to),
                    text,
                    login: login.clone(),
                    commands: std::mem::take(&mut commands),
                };
                kept.lock().expect("mails").push(letter);
                b"250 kept\r\n"
            }
            "QUIT" => {
                out.write_all(b"221 bye\r\n").ok()?;
                return Some(());
            }
            _ => b"250 ok\r\n",
        };
        out.write_all(answer).ok()?;
    }
}

fn body(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> Option<String> {
    let mut text = String::new();
    loop {
        let line = lines.next()?.ok()?;
        if line == "." {
            return Some(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push('\n');
    }
}
