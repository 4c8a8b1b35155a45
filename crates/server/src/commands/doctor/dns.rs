//! Asks a name server one question (RFC 1035), by UDP, and by TCP where the answer is too long.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(3);
const PORT: u16 = 53;
const IN: u16 = 1;
/// What may come by UDP (RFC 6891 §6.2.5); longer ones are lost on the way.
const LONGEST_DATAGRAM: u16 = 1232;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mx,
    Txt,
}

impl Kind {
    fn number(self) -> u16 {
        match self {
            Self::Mx => 15,
            Self::Txt => 16,
        }
    }
}

/// A name server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolver(pub(super) SocketAddr);

impl Resolver {
    /// The one that this machine uses, if it says so.
    pub(super) fn of_system() -> Option<Self> {
        let settings = std::fs::read_to_string("/etc/resolv.conf").ok()?;
        let address = settings.lines().find_map(|line| {
            let mut words = line.split_whitespace();
            (words.next() == Some("nameserver")).then_some(())?;
            words.next()?.parse::<IpAddr>().ok()
        });
        Some(Self(SocketAddr::new(address?, PORT)))
    }

    /// The texts under a name; none where there is no such name.
    pub(super) fn texts(self, name: &str) -> Result<Vec<String>> {
        let found = self.ask(name, Kind::Txt)?;
        Ok(found.iter().map(|data| text(data)).collect())
    }

    /// How many mail servers a domain names. One that names the root takes no mail (RFC 7505).
    pub(super) fn mail_servers(self, domain: &str) -> Result<usize> {
        let found = self.ask(domain, Kind::Mx)?;
        Ok(found
            .iter()
            .filter(|data| data.get(2).is_some_and(|length| *length > 0))
            .count())
    }

    fn ask(self, name: &str, kind: Kind) -> Result<Vec<Vec<u8>>> {
        let query = query(name, kind)?;
        let answer = self.by_datagram(&query)?;
        let is_cut = answer.get(2).is_some_and(|flags| flags & 0b10 != 0);
        let answer = if is_cut {
            self.by_stream(&query)?
        } else {
            answer
        };
        read(&answer, kind)
    }

    fn by_datagram(self, query: &[u8]) -> Result<Vec<u8>> {
        let any = match self.0 {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        };
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect(self.0)?;
        socket.send(query)?;
        let began = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err(ErrorKind::TimedOut.into());
            }
            socket.set_read_timeout(Some(left))?;
            let mut answer = vec![0; usize::from(u16::MAX)];
            let length = socket.recv(&mut answer)?;
            answer.truncate(length);
            // The number, and that it is an answer: whoever else sends is not heard.
            let is_ours = answer.get(..2) == query.get(..2)
                && answer.get(2).is_some_and(|flags| flags & 0x80 != 0);
            if is_ours {
                return Ok(answer);
            }
        }
    }

    fn by_stream(self, query: &[u8]) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&self.0, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let length = u16::try_from(query.len()).map_err(Error::other)?;
        stream.write_all(&[&length.to_be_bytes(), query].concat())?;
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    }
}

fn query(name: &str, kind: Kind) -> Result<Vec<u8>> {
    let mut number = [0; 2];
    crate::wiring::entropy().fill(&mut number);
    // Recursion desired; one question, one additional record.
    let head = [0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1];
    let mut query = [&number[..], &head[..]].concat();
    for label in name.trim_end_matches('.').split('.') {
        let length = u8::try_from(label.len())
            .ok()
            .filter(|l| (1..64).contains(l));
        query.push(length.ok_or(ErrorKind::InvalidInput)?);
        query.extend(label.as_bytes());
    }
    query.push(0);
    query.extend(kind.number().to_be_bytes());
    query.extend(IN.to_be_bytes());
    // OPT: the root, 41, the longest datagram, no flags, no options.
    query.extend([0, 0, 41]);
    query.extend(LONGEST_DATAGRAM.to_be_bytes());
    query.extend([0; 6]);
    Ok(query)
}

/// The data of all records of this kind.
fn read(answer: &[u8], kind: Kind) -> Result<Vec<Vec<u8>>> {
    match answer.get(3).map(|flags| flags & 0x0f) {
        Some(0) => {}
        Some(3) => return Ok(Vec::new()),
        Some(code) => return Err(Error::other(format!("it answers with error {code}"))),
        None => return Err(ErrorKind::UnexpectedEof.into()),
    }
    records(answer, kind).ok_or_else(|| Error::other("its answer makes no sense"))
}

fn records(answer: &[u8], kind: Kind) -> Option<Vec<Vec<u8>>> {
    let (questions, answers) = (number(answer, 4)?, number(answer, 6)?);
    let mut at = 12;
    for _ in 0..questions {
        at = behind_name(answer, at)? + 4;
    }
    let mut found = Vec::new();
    for _ in 0..answers {
        at = behind_name(answer, at)?;
        let length = usize::from(number(answer, at + 8)?);
        let data = answer.get(at + 10..at + 10 + length)?;
        if number(answer, at)? == kind.number() && number(answer, at + 2)? == IN {
            found.push(data.to_vec());
        }
        at += 10 + length;
    }
    Some(found)
}

fn number(answer: &[u8], at: usize) -> Option<u16> {
    let bytes = answer.get(at..at + 2)?;
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

/// Labels up to an empty one, or up to a pointer to the rest (RFC 1035 §4.1.4).
fn behind_name(answer: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *answer.get(at)? {
            0 => return Some(at + 1),
            length if length >= 0xc0 => return Some(at + 2),
            length => at += 1 + usize::from(length),
        }
    }
}

/// Its strings, one after the other (RFC 7208 §3.3).
fn text(mut data: &[u8]) -> String {
    let mut whole = Vec::new();
    while let Some((length, rest)) = data.split_first() {
        let (part, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        whole.extend(part);
        data = rest;
    }
    String::from_utf8_lossy(&whole).into_owned()
}
