//! Against mail servers of a few lines each, that say what the test wants.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::super::message::tests::{mail, sender};
use super::*;

/// Answers each line of each connection by what `answers` says of it, `None` is silence.
/// Gives the port.
fn server(answers: impl Fn(&str) -> Option<String> + Send + Sync + Clone + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, answers) = (stream.unwrap(), answers.clone());
            thread::spawn(move || talk(stream, answers));
        }
    });
    port
}

fn talk(mut stream: TcpStream, answers: impl Fn(&str) -> Option<String>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut line = "CONNECT".to_owned();
    loop {
        if let Some(answer) = answers(line.trim_end())
            && stream.write_all(answer.as_bytes()).is_err()
        {
            return;
        }
        line.clear();
        if !matches!(lines.read_line(&mut line), Ok(1..)) {
            return;
        }
    }
}

/// A server that takes everything.
fn polite(line: &str) -> Option<String> {
    let answer = match line {
        "CONNECT" => "220 hello\r\n",
        "DATA" => "354 go on\r\n",
        "QUIT" => "221 bye\r\n",
        "." => "250 taken\r\n",
        _ if line.starts_with("EHLO") => "250-hello\r\n250 AUTH PLAIN\r\n",
        _ if ["MAIL", "RCPT", "NOOP", "RSET"].contains(&line.split([' ', ':']).next()?) => {
            "250 fine\r\n"
        }
        _ if line.starts_with("AUTH") => "235 welcome\r\n",
        _ => return None,
    };
    Some(answer.to_owned())
}

fn mailer(port: u16) -> SmtpMailer {
    SmtpMailer::new(SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        use_tls: false,
        credentials: None,
        from: sender(),
        timeout: Duration::from_millis(500),
    })
    .unwrap()
}

#[test]
fn a_mail_is_handed_over_and_the_connection_kept() {
    let mailer = mailer(server(polite));
    for _ in 0..3 {
        mailer.send(&mail()).unwrap();
    }
}

#[test]
fn a_refusal_for_now_is_temporary_and_one_for_good_permanent() {
    for (verb, answer, is_temporary) in [
        ("RCPT", "450 mailbox busy", true),
        ("RCPT", "550 no such user", false),
        ("MAIL", "421 going down", true),
        ("MAIL", "553 not allowed", false),
        ("DATA", "451 later", true),
        (".", "452 full", true),
        (".", "554 spam", false),
        ("CONNECT", "421 too many connections", true),
        ("EHLO", "nonsense", true),
    ] {
        let port = server(move |line| {
            if line.starts_with(verb) {
                Some(format!("{answer}\r\n"))
            } else {
                polite(line)
            }
        });
        let fault = mailer(port).send(&mail()).unwrap_err();
        assert_eq!(
            matches!(fault, MailFault::Temporary(_)),
            is_temporary,
            "{verb} {answer}: {fault:?}"
        );
    }
}

#[test]
fn a_refusal_is_told_in_the_servers_words_on_one_line() {
    let port = server(|line| {
        if line.starts_with("RCPT") {
            Some("550-no such\r\n550 user\r\n".to_owned())
        } else {
            polite(line)
        }
    });
    let MailFault::Permanent(why) = mailer(port).send(&mail()).unwrap_err() else {
        panic!("it is permanent");
    };
    assert!(why.contains("550") && why.contains("no such"), "{why}");
    assert!(!why.contains(['\r', '\n']), "{why}");
}

#[test]
fn a_wrong_password_is_the_operators_fault_and_not_the_mails() {
    let port = server(|line| {
        if line.starts_with("AUTH") {
            Some("535 wrong password\r\n".to_owned())
        } else {
            polite(line)
        }
    });
    let mailer = SmtpMailer::new(SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        use_tls: false,
        credentials: Some(Credentials {
            user: "ann".to_owned(),
            password: "wrong-password".to_owned(),
        }),
        from: sender(),
        timeout: Duration::from_millis(500),
    })
    .unwrap();
    assert!(matches!(
        mailer.send(&mail()),
        Err(MailFault::Installation(why)) if !why.contains("wrong-password")
    ));
}

#[test]
fn refused_sender_is_the_installations_fault() {
    let refuses = |verb: &'static str| {
        server(move |line| {
            if line.starts_with(verb) {
                Some("550 5.7.1 not allowed\r\n".to_owned())
            } else {
                polite(line)
            }
        })
    };
    let sender = mailer(refuses("MAIL"));
    for fault in [
        sender.send(&mail()).unwrap_err(),
        sender.check().unwrap_err(),
    ] {
        let MailFault::Installation(why) = fault else {
            panic!("{fault:?}");
        };
        assert!(why.contains("550 5.7.1"), "{why}");
    }
    for verb in ["RCPT", "DATA", "."] {
        let recipient = mailer(refuses(verb));
        assert!(
            matches!(recipient.send(&mail()), Err(MailFault::Permanent(_))),
            "{verb}"
        );
        recipient.check().unwrap();
    }
}

#[test]
fn a_server_that_is_away_silent_or_gone_is_temporary() {
    let away = TcpListener::bind("127.0.0.1:0").unwrap();
    let port_away = away.local_addr().unwrap().port();
    drop(away);
    let silent = server(|_line| None);
    let silent_later = server(|line| polite(line).filter(|_| !line.starts_with("RCPT")));
    for port in [port_away, silent, silent_later] {
        assert!(matches!(
            mailer(port).send(&mail()),
            Err(MailFault::Temporary(_))
        ));
    }
}

#[test]
fn with_tls_nothing_is_sent_readably() {
    let mailer = SmtpMailer::new(SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port: server(polite),
        use_tls: true,
        credentials: None,
        from: sender(),
        timeout: Duration::from_millis(500),
    })
    .unwrap();
    assert!(matches!(mailer.send(&mail()), Err(MailFault::Temporary(_))));
}

#[test]
fn a_check_tells_a_server_that_is_there_from_one_that_is_not() {
    mailer(server(polite)).check().unwrap();
    let port_silent = server(|_line| None);
    assert!(mailer(port_silent).check().is_err());
}

#[test]
fn a_server_that_hangs_is_given_up_wherever_it_hangs() {
    for step in ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."] {
        let port = server(move |line| polite(line).filter(|_| !line.starts_with(step)));
        let mailer = SmtpMailer::new(SmtpSettings {
            host: "127.0.0.1".to_owned(),
            port,
            use_tls: false,
            credentials: Some(Credentials {
                user: "ann".to_owned(),
                password: "secret".to_owned(),
            }),
            from: sender(),
            timeout: Duration::from_millis(100),
        })
        .unwrap();
        let began = std::time::Instant::now();
        let sent = mailer.send(&mail());
        assert!(matches!(sent, Err(MailFault::Temporary(_))), "{step}");
        assert!(began.elapsed() < Duration::from_secs(3), "{step}");
    }
}

#[test]
fn many_mails_go_over_one_connection() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let port = server(move |line| {
        if line == "CONNECT" {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        polite(line)
    });
    let mailer = mailer(port);
    for _ in 0..10 {
        mailer.send(&mail()).unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}
