//! A mail server that keeps what it gets, and misbehaves when it is told to.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How a mail server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes every mail.
    Takes,
    /// Takes every mail after a wait of at most so long, another one for each mail.
    Dawdles(Duration),
    /// Does not listen: connections are refused.
    Refuses,
    /// Gives this answer to this verb, and takes nothing that depends on it.
    Answers(&'static str, &'static str),
    /// Never answers this verb; `CONNECT` is the connection itself.
    Hangs(&'static str),
    /// Takes the mail and closes the connection instead of saying so.
    Vanishes,
}

/// Takes mails, or does not, as its [`Manner`] says, which may change at any time.
pub struct SmtpSink {
    /// Where it listens.
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    manner: Mutex<Manner>,
    mails: Mutex<Vec<Letter>>,
    ends: AtomicBool,
    chance: AtomicU64,
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

impl Letter {
    /// What follows the first line that begins so, in the head or in a part.
    pub fn line(&self, beginning: &str) -> Option<&str> {
        self.text
            .lines()
            .find_map(|line| line.strip_prefix(beginning))
            .map(str::trim)
    }

    /// By what a recipient's programs recognise a mail that comes twice.
    pub fn identity(&self) -> [Option<&str>; 4] {
        ["Message-ID:", "Subject:", "UID:", "SEQUENCE:"].map(|beginning| self.line(beginning))
    }
}

impl SmtpSink {
    /// Takes every mail. Port 0 is any.
    pub fn start(port: u16) -> Self {
        Self::with(port, Manner::Takes)
    }

    /// Takes connections and never says a word.
    pub fn hanging() -> Self {
        Self::with(0, Manner::Hangs("CONNECT"))
    }

    fn with(port: u16, manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared {
            manner: Mutex::new(manner),
            mails: Mutex::default(),
            ends: AtomicBool::default(),
            chance: AtomicU64::new(1),
        });
        let served = Arc::clone(&shared);
        thread::spawn(move || serve(listener, port, &served));
        Self { port, shared }
    }

    /// From now on, and in conversations that are under way.
    pub fn set(&self, manner: Manner) {
        *self.shared.manner.lock().expect("the manner") = manner;
    }

    /// What came so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.shared.mails.lock().expect("mails").clone()
    }

    /// How many came so far.
    pub fn count(&self) -> usize {
        self.shared.mails.lock().expect("mails").len()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.shared.ends.store(true, Ordering::SeqCst);
    }
}

impl Shared {
    fn manner(&self) -> Manner {
        *self.manner.lock().expect("the manner")
    }

    /// The next of a fixed row of numbers (splitmix64).
    fn chance(&self) -> u64 {
        let step = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.chance.fetch_add(step, Ordering::SeqCst);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

fn serve(listener: TcpListener, port: u16, shared: &Arc<Shared>) {
    let mut open = Some(listener);
    while !shared.ends.load(Ordering::SeqCst) {
        if shared.manner() == Manner::Refuses {
            open = None;
        } else if open.is_none() {
            open = TcpListener::bind(("127.0.0.1", port)).ok();
        }
        let accepted = open.as_ref().map(|listener| {
            listener.set_nonblocking(true).expect("a listener");
            listener.accept()
        });
        match accepted {
            Some(Ok((stream, _))) => {
                let shared = Arc::clone(shared);
                thread::spawn(move || converse(&stream, &shared));
            }
            Some(Err(error)) if error.kind() != ErrorKind::WouldBlock => return,
            _ => thread::sleep(Duration::from_millis(1)),
        }
    }
}

fn converse(stream: &TcpStream, shared: &Shared) -> Option<()> {
    stream.set_nonblocking(false).ok()?;
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let mut out = stream;
    let mut to = Vec::new();
    let mut login = String::new();
    let mut commands = Vec::new();
    let mut verb = "CONNECT".to_owned();
    let mut line = String::new();
    loop {
        let manner = shared.manner();
        let answer: &[u8] = match (manner, verb.as_str()) {
            (Manner::Refuses, _) => return None,
            (Manner::Hangs(here), verb) if here == verb => {
                // Until the other side has had enough.
                lines.by_ref().for_each(drop);
                return None;
            }
            (Manner::Answers(here, answer), verb) if here == verb => {
                out.write_all(answer.as_bytes()).ok()?;
                b"\r\n"
            }
            (_, "CONNECT") => b"220 sink\r\n",
            (_, "EHLO") => b"250-sink\r\n250-AUTH PLAIN\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n",
            (_, "RCPT") => {
                to.push(line.split(['<', '>']).nth(1)?.to_owned());
                b"250 ok\r\n"
            }
            (_, "AUTH") => {
                line.clone_into(&mut login);
                b"235 welcome\r\n"
            }
            (manner, "DATA") => {
                out.write_all(b"354 go on\r\n").ok()?;
                let text = body(&mut lines)?;
                if let Manner::Dawdles(most) = manner {
                    let most = u64::try_from(most.as_millis()).expect("a short wait");
                    thread::sleep(Duration::from_millis(shared.chance() % (most + 1)));
                }
                let letter = Letter {
                    to: std::mem::take(&mut to),
                    text,
                    login: login.clone(),
                    commands: std::mem::take(&mut commands),
                };
                shared.mails.lock().expect("mails").push(letter);
                if manner == Manner::Vanishes {
                    return None;
                }
                b"250 kept\r\n"
            }
            (_, "QUIT") => {
                out.write_all(b"221 bye\r\n").ok()?;
                return Some(());
            }
            _ => b"250 ok\r\n",
        };
        out.write_all(answer).ok()?;
        line = lines.next()?.ok()?;
        commands.push(line.clone());
        verb = line.split([' ', ':']).next()?.to_ascii_uppercase();
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
