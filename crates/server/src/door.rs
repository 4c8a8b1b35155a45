//! Where connections come in. A listener that is simply closed resets whoever is connected and
//! not accepted yet, and a worker that stops drops whoever was accepted and not read yet; their
//! requests got no answer. So the door is closed first, while those inside are still served.

use std::io;
use std::net::{TcpListener, ToSocketAddrs};

use socket2::Socket;

/// How many may wait to be accepted; the standard library allows 128.
const WAITING: i32 = 1024;

/// The listening sockets of this process, beside the ones that accept.
pub(crate) struct Door(Vec<Socket>);

impl Door {
    /// Listens on every address of this name on which that is possible, on one at least.
    pub(crate) fn open(host: &str, port: u16) -> io::Result<(Self, Vec<TcpListener>)> {
        let (mut listeners, mut fault) = (Vec::new(), None);
        for address in (host, port).to_socket_addrs()? {
            match TcpListener::bind(address) {
                Ok(listener) => listeners.push(listener),
                Err(error) => fault = Some(error),
            }
        }
        if let (true, Some(fault)) = (listeners.is_empty(), fault) {
            return Err(fault);
        }
        let mut sockets = Vec::new();
        for listener in &listeners {
            let socket = Socket::from(listener.try_clone()?);
            socket.listen(WAITING)?;
            sockets.push(socket);
        }
        Ok((Self(sockets), listeners))
    }

    /// No connection begins any more, and those that have begun come in. Whoever comes now finds
    /// nobody, and is refused as soon as the listener is closed.
    #[cfg(target_os = "linux")]
    pub(crate) fn close(self) -> io::Result<()> {
        use socket2::SockFilter;
        // Drops what has SYN and not ACK: load the flags of the TCP header, mask, compare, return.
        let no_beginning = [
            SockFilter::new(0x30, 0, 0, 13),
            SockFilter::new(0x54, 0, 0, 0x12),
            SockFilter::new(0x15, 0, 1, 0x02),
            SockFilter::new(0x06, 0, 0, 0),
            SockFilter::new(0x06, 0, 0, u32::MAX),
        ];
        let mut sockets = self.0.iter();
        sockets.try_for_each(|socket| socket.attach_filter(&no_beginning))
    }

    /// Elsewhere nothing keeps connections from beginning until the listener is closed.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn close(self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::Door;

    #[test]
    fn who_came_before_the_door_was_closed_comes_in_and_nobody_else() {
        let (door, listeners) = Door::open("127.0.0.1", 0).unwrap();
        let listener = listeners.first().unwrap();
        let address = listener.local_addr().unwrap();
        let mut early = TcpStream::connect(address).unwrap();
        door.close().unwrap();
        let late = TcpStream::connect_timeout(&address, Duration::from_millis(100));
        assert!(late.is_err());
        early.write_all(b"let me in").unwrap();
        let (mut accepted, _) = listener.accept().unwrap();
        let mut said = [0; 9];
        accepted.read_exact(&mut said).unwrap();
        assert_eq!(&said, b"let me in");
    }
}
