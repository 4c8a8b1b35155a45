//! Asks the server on this machine whether it is ready, for container engines.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::Failure;
use crate::config::{Config, reachable};

const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn run(config: &Config) -> Result<(), Failure> {
    let status = ask(&reachable(&config.host), config.port)
        .map_err(Failure::io("the server does not answer"))?;
    if status.split(' ').nth(1) == Some("200") {
        Ok(())
    } else {
        Err(Failure::Refused(format!(
            "the server is not ready: {status}"
        )))
    }
}

/// The status line (RFC 9112 §4).
fn ask(host: &str, port: u16) -> std::io::Result<String> {
    let mut stream = TcpStream::connect((host, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status)?;
    Ok(status.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::config::given;

    fn server(answer: &'static str) -> Config {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            while lines.read_line(&mut request).unwrap() > 2 {}
            stream.write_all(answer.as_bytes()).unwrap();
        });
        Config::read(&given(&[("PORT", &port)])).unwrap()
    }

    #[test]
    fn only_a_server_that_is_ready_is_healthy() {
        run(&server("HTTP/1.1 200 OK\r\n\r\n")).unwrap();
        for answer in ["HTTP/1.1 503 Service Unavailable\r\n\r\n", ""] {
            assert!(run(&server(answer)).is_err(), "{answer}");
        }
    }

    #[test]
    fn a_server_that_is_not_there_is_not_healthy() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port().to_string();
        drop(free);
        let config = Config::read(&given(&[("PORT", &port)])).unwrap();
        assert!(matches!(run(&config), Err(Failure::Io { .. })));
    }
}
