//! Against a name server and mail servers of a few lines each.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;

use time::Duration;

use super::*;
use crate::config::given;

/// What is answered to a name and a type: each the data of a record.
type Zone = HashMap<(&'static str, u16), Vec<Vec<u8>>>;

fn txt(texts: &[&str]) -> Vec<Vec<u8>> {
    let data = |text: &&str| {
        let strings = text.as_bytes().chunks(100);
        strings
            .flat_map(|part| [&[u8::try_from(part.len()).unwrap()], part].concat())
            .collect()
    };
    texts.iter().map(data).collect()
}

fn good() -> Zone {
    HashMap::from([
        (("meet.example.org", 15), vec![vec![0, 10, 1, b'm', 0]]),
        (
            ("meet.example.org", 16),
            txt(&["something else", "v=spf1 mx -all"]),
        ),
        (("_dmarc.meet.example.org", 16), txt(&["v=DMARC1; p=none"])),
        (
            ("s1._domainkey.meet.example.org", 16),
            txt(&[&format!("v=DKIM1; p={}", "A".repeat(300))]),
        ),
    ])
}

fn answer(query: &[u8], zone: &Zone, most: usize) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while query[at] > 0 {
        let end = at + 1 + usize::from(query[at]);
        labels.push(std::str::from_utf8(&query[at + 1..end]).unwrap());
        at = end;
    }
    let kind = u16::from_be_bytes([query[at + 1], query[at + 2]]);
    let name = labels.join(".");
    let found = zone
        .iter()
        .find(|((known, of), _)| *known == name && *of == kind);
    let records = found
        .map(|(_, records)| records.clone())
        .unwrap_or_default();
    let count = u16::try_from(records.len()).unwrap();
    let mut whole = query[..2].to_vec();
    whole.extend([0x81, if count == 0 { 3 } else { 0 }, 0, 1]);
    whole.extend(count.to_be_bytes());
    whole.extend([0; 4]);
    whole.extend(&query[12..at + 5]);
    for data in records {
        whole.extend([0xc0, 12]);
        whole.extend(kind.to_be_bytes());
        whole.extend([0, 1, 0, 0, 0, 60]);
        whole.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        whole.extend(data);
    }
    if whole.len() > most {
        whole.truncate(at + 5);
        whole[2] |= 0b10;
        whole[6..8].fill(0);
    }
    whole
}

/// Answers by UDP what fits into 200 octets, and by TCP everything.
fn name_server(zone: Zone) -> SocketAddr {
    let (socket, listener) = loop {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        if let Ok(listener) = TcpListener::bind(socket.local_addr().unwrap()) {
            break (socket, listener);
        }
    };
    let address = socket.local_addr().unwrap();
    let whole = zone.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut length = [0; 2];
            stream.read_exact(&mut length).unwrap();
            let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut query).unwrap();
            let answer = answer(&query, &whole, usize::MAX);
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            stream.write_all(&[&length[..], &answer].concat()).unwrap();
        }
    });
    thread::spawn(move || {
        let mut query = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut query) {
            // Somebody else's answer comes first, and is not heard.
            socket.send_to(&[0; 40], from).unwrap();
            let answer = answer(&query[..length], &zone, 200);
            socket.send_to(&answer, from).unwrap();
        }
    });
    address
}

/// Takes everything, but for lines that begin with `verb`; gives the port.
fn mail_server(verb: &'static str, refusal: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.write_all(b"220 hello\r\n").unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let mut is_body = false;
            for line in lines.map_while(Result::ok) {
                is_body &= line != ".";
                let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                    _ if is_body => continue,
                    word if word == verb => refusal,
                    "EHLO" => "250-hello\r\n250 AUTH PLAIN",
                    "AUTH" => "235 welcome",
                    "DATA" => {
                        is_body = true;
                        "354 go on"
                    }
                    _ => "250 fine",
                };
                if stream
                    .write_all(format!("{answer}\r\n").as_bytes())
                    .is_err()
                {
                    break;
                }
            }
        }
    });
    port.to_string()
}

fn examined(settings: &[(&str, &str)], wanted: &Wanted) -> Vec<String> {
    let mut report = Report::default();
    let config = Config::read(&given(settings)).unwrap();
    examine(&config, wanted, &mut report);
    report.lines().collect()
}

fn policy(zone: Zone, selector: Option<&str>) -> Vec<String> {
    let mut report = Report::default();
    let server = name_server(zone);
    policy::domain(Some(server), "meet.example.org", selector, &mut report);
    report.lines().collect()
}

#[track_caller]
fn assert_tells(lines: &[String], beginning: &str) {
    let tells = lines.iter().any(|line| line.starts_with(beginning));
    assert!(tells, "{beginning}\n--\n{}", lines.join("\n"));
}

#[test]
fn a_domain_that_says_all_is_good() {
    let lines = policy(good(), Some("s1"));
    for beginning in [
        "ok     MX: ",
        "ok     SPF: v=spf1 mx -all",
        "ok     DMARC: v=DMARC1; p=none",
        "ok     DKIM: ",
    ] {
        assert_tells(&lines, beginning);
    }
    assert_eq!(lines.len(), 4);
    assert_eq!(
        policy(good(), None).len(),
        3,
        "a selector cannot be guessed"
    );
}

#[test]
fn what_a_domain_does_not_say_is_told_with_what_to_do() {
    let lines = policy(Zone::new(), Some("s1"));
    for beginning in [
        "note   MX: ",
        "fault  SPF: meet.example.org does not say",
        "note   DMARC: ",
        "fault  DKIM: s1._domainkey.meet.example.org has no key",
    ] {
        assert_tells(&lines, beginning);
    }
    let mut twice = good();
    let two = txt(&["v=spf1 a -all", "V=SPF1 mx"]);
    twice.insert(("meet.example.org", 16), two);
    twice.insert(("meet.example.org", 15), vec![vec![0, 0, 0]]);
    let lines = policy(twice, None);
    assert_tells(&lines, "fault  SPF: meet.example.org has more than one");
    assert_tells(&lines, "note   MX: ");
}

#[test]
fn dns_that_does_not_answer_is_no_fault() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let server = socket.local_addr().unwrap();
    thread::spawn(move || {
        let mut query = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut query) {
            // REFUSED, at once, so that nobody waits.
            (query[2], query[3]) = (0x81, 5);
            socket.send_to(&query[..length], from).unwrap();
        }
    });
    let mut report = Report::default();
    policy::domain(Some(server), "meet.example.org", None, &mut report);
    assert_eq!(report.faults(), 0);
    assert_tells(&report.lines().collect::<Vec<_>>(), "note   DNS: ");
    let mut report = Report::default();
    policy::domain(None, "localhost", None, &mut report);
    assert_eq!(report.faults(), 1, "nobody can answer that");
}

fn smtp<'a>(port: &'a str, folder: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", "127.0.0.1"),
        ("EMAIL_PORT", port),
        ("EMAIL_USE_TLS", "off"),
        ("EMAIL_TIMEOUT_SECONDS", "1"),
        ("DATA_DIR", folder),
        ("PUBLIC_URL", "https://meet.example.org"),
        ("DEFAULT_FROM_EMAIL", "Meet <meet@meet.example.org>"),
    ]
}

/// That no other user can read.
fn closed_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    set_mode(folder.path(), 0o700);
    folder
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn data_readable_by_others_is_a_fault() {
    let folder = closed_folder();
    let backup = folder.path().join("monday");
    fs::write(&backup, "SQLite format 3").unwrap();
    set_mode(&backup, 0o644);
    let settings = [("DATA_DIR", folder.path().to_str().unwrap())];
    let lines = examined(&settings, &Wanted::default());
    let fault = format!(
        "fault  file modes: other users can read {} (mode 644)",
        backup.display()
    );
    assert_tells(&lines, &fault);
    set_mode(&backup, 0o600);
    assert_tells(
        &examined(&settings, &Wanted::default()),
        "ok     file modes: ",
    );
}

#[test]
fn a_mail_server_that_takes_all_is_good_and_gets_a_test_mail() {
    let folder = closed_folder();
    let port = mail_server("NOTHING", "");
    let wanted = Wanted {
        to: Some("ann@example.org".to_owned()),
        dkim_selector: None,
        dns: Some(name_server(good())),
    };
    let lines = examined(&smtp(&port, folder.path().to_str().unwrap()), &wanted);
    assert_tells(&lines, "ok     mail: ");
    assert_tells(&lines, "ok     test mail: ");
    assert_tells(&lines, "ok     SPF: ");
    assert_tells(&lines, "ok     DATA_DIR: ");
    assert_tells(&lines, "ok     clock: ");
    assert_tells(&lines, "ok     time zones: ");
    assert_tells(&lines, "note   EMAIL_USE_TLS: is off");
    let faults = lines.iter().filter(|line| line.starts_with("fault"));
    assert_eq!(faults.count(), 0, "{lines:?}");
}

#[test]
fn what_a_mail_server_refuses_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    let wanted = Wanted {
        to: Some("ann@example.org".to_owned()),
        dkim_selector: None,
        dns: Some(name_server(good())),
    };
    for (verb, refusal, more, remedy) in [
        (
            "AUTH",
            "535 wrong password",
            ("EMAIL_USE_TLS", "off"),
            "EMAIL_HOST_PASSWORD",
        ),
        (
            "MAIL",
            "553 not yours",
            ("EMAIL_USE_TLS", "off"),
            "DEFAULT_FROM_EMAIL",
        ),
        ("NOTHING", "", ("EMAIL_USE_TLS", "on"), "must offer TLS"),
        (
            "EHLO",
            "421 go away",
            ("EMAIL_PORT", "1"),
            "EMAIL_HOST and EMAIL_PORT",
        ),
    ] {
        let port = mail_server(verb, refusal);
        let mut settings = smtp(&port, folder);
        settings.extend([
            ("EMAIL_HOST_USER", "ann"),
            ("EMAIL_HOST_PASSWORD", "hunter2"),
        ]);
        settings.push(more);
        let lines = examined(&settings, &wanted);
        let fault = lines.iter().find(|line| line.starts_with("fault  mail: "));
        let fault = fault.unwrap_or_else(|| panic!("{verb}: {lines:?}"));
        assert!(fault.contains(remedy), "{verb}: {fault}");
        assert!(!lines.concat().contains("hunter2"));
    }
}

#[test]
fn settings_that_let_mails_lead_nowhere_are_told() {
    let none = Wanted::default();
    let folder = tempfile::tempdir().unwrap();
    let later = folder.path().join("not/yet");
    let quiet = examined(&[("DATA_DIR", later.to_str().unwrap())], &none);
    assert_tells(&quiet, "note   mail: is printed");
    assert_tells(&quiet, "note   PUBLIC_URL: is not set");
    assert_tells(&quiet, "note   FREE_BUSY_VISIBILITY: domain means everyone");
    assert_tells(&quiet, "note   DATA_DIR: ");
    assert_tells(&quiet, "note   database: ");
    let mut settings = smtp("1", "/nowhere/at/all");
    settings.retain(|(name, _)| *name != "PUBLIC_URL");
    settings.push(("EMAIL_VERIFICATION", "off"));
    let wanted = Wanted {
        dns: Some(name_server(good())),
        ..Wanted::default()
    };
    let lines = examined(&settings, &wanted);
    assert_tells(&lines, "fault  PUBLIC_URL: is not set");
    assert_tells(&lines, "note   EMAIL_VERIFICATION: is off");
    let failed = run(
        Err(Config::read(&given(&[("PORT", "x")])).unwrap_err()),
        &none,
    );
    assert!(matches!(failed, Err(Failure::Refused(_))));
}

#[test]
fn little_room_and_wrong_clocks_are_faults() {
    for (bytes, faults) in [(0, 1), (200 << 20, 0), (u64::MAX, 0)] {
        let mut report = Report::default();
        machine::free(bytes, &mut report);
        assert_eq!(report.faults(), faults, "{bytes}");
    }
    for (seconds, faults) in [(0, 0), (-30, 0), (61, 1), (-61, 1)] {
        let mut report = Report::default();
        machine::skew(Duration::seconds(seconds), &mut report);
        assert_eq!(report.faults(), faults, "{seconds}");
    }
    let mut report = Report::default();
    machine::clock(time::UtcDateTime::UNIX_EPOCH, &mut report);
    assert_eq!(report.faults(), 1);
}
