//! What a proxy in front of this server says about the client. One header is read, and only the
//! entry that the outermost trusted proxy has written: everything before it is the client's word.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU8;

use actix_web::http::header::{FORWARDED, HeaderMap};

/// Which header the proxies write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedBy {
    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies that every request passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedProxy {
    /// Which header they write; the other one is never read.
    pub header: ForwardedBy,
    /// How many there are, one after the other. Each adds an entry at the end.
    pub hops: NonZeroU8,
}

impl Default for TrustedProxy {
    /// One that writes `X-Forwarded-For`, as most do.
    fn default() -> Self {
        Self {
            header: ForwardedBy::XForwardedFor,
            hops: NonZeroU8::MIN,
        }
    }
}

impl TrustedProxy {
    /// The address that the outermost trusted proxy was called from.
    pub(super) fn client(self, headers: &HeaderMap) -> Option<IpAddr> {
        match self.header {
            ForwardedBy::XForwardedFor => address(self.listed(headers, "X-Forwarded-For")?),
            ForwardedBy::Forwarded => address(&self.parameter(headers, "for")?),
        }
    }

    /// How the client called: `https`, if all is well.
    pub(crate) fn scheme(self, headers: &HeaderMap) -> Option<Cow<'_, str>> {
        match self.header {
            ForwardedBy::XForwardedFor => {
                self.listed(headers, "X-Forwarded-Proto").map(Cow::Borrowed)
            }
            ForwardedBy::Forwarded => self.parameter(headers, "proto"),
        }
    }

    /// Which host the client called.
    pub(crate) fn host(self, headers: &HeaderMap) -> Option<Cow<'_, str>> {
        match self.header {
            ForwardedBy::XForwardedFor => {
                self.listed(headers, "X-Forwarded-Host").map(Cow::Borrowed)
            }
            ForwardedBy::Forwarded => self.parameter(headers, "host"),
        }
    }

    /// Several lines of one name are one list (RFC 9110 §5.3).
    fn listed<'a>(self, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
        let lines: Vec<&str> = headers
            .get_all(name)
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let entries = lines.iter().flat_map(|line| line.split(','));
        self.of(entries.collect()).map(str::trim)
    }

    fn parameter<'a>(self, headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
        let lines: Vec<&str> = headers
            .get_all(FORWARDED)
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let elements = lines.iter().flat_map(|line| unquoted_split(line, ','));
        let element = self.of(elements.collect())?;
        unquoted_split(element, ';').into_iter().find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| unquoted(value.trim()))
        })
    }

    /// The entry that the outermost trusted proxy wrote. A proxy that replaces the header instead of
    /// adding to it leaves fewer entries than there are proxies; then the first counts.
    fn of<T>(self, mut entries: Vec<T>) -> Option<T> {
        let at = entries.len().saturating_sub(usize::from(self.hops.get()));
        (at < entries.len()).then(|| entries.swap_remove(at))
    }
}

/// Parts between separators that stand in no quoted string (RFC 9110 §5.6.4).
fn unquoted_split(text: &str, separator: char) -> Vec<&str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(|c| {
        let is_separator = c == separator && !is_quoted;
        if c == '"' && !is_escaped {
            is_quoted = !is_quoted;
        }
        is_escaped = is_quoted && c == '\\' && !is_escaped;
        is_separator
    })
    .collect()
}

fn unquoted(value: &str) -> Cow<'_, str> {
    let quoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(quoted) = quoted else {
        return Cow::Borrowed(value);
    };
    let mut plain = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    Cow::Owned(plain)
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`, each also with a
/// zone (`fe80::1%eth0`). Everything else, such as `unknown`, says nothing.
fn address(raw: &str) -> Option<IpAddr> {
    let without_zone = |raw: &str| match raw.split_once('%') {
        Some((address, zone)) => {
            let rest = zone.find(']').and_then(|at| zone.get(at..));
            format!("{address}{}", rest.unwrap_or_default())
        }
        None => raw.to_owned(),
    };
    let raw = without_zone(raw.trim());
    let bracketed = raw
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let alone = bracketed.unwrap_or(&raw).parse().ok();
    alone.or_else(|| raw.parse().ok().map(|socket: SocketAddr| socket.ip()))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn proxy(header: ForwardedBy, hops: u8) -> TrustedProxy {
        let hops = NonZeroU8::new(hops).unwrap();
        TrustedProxy { header, hops }
    }

    fn client(proxy: TrustedProxy, lines: &[(&'static str, &str)]) -> Option<String> {
        let mut request = TestRequest::default();
        for line in lines {
            request = request.append_header(*line);
        }
        let request = request.to_http_request();
        proxy.client(request.headers()).map(|ip| ip.to_string())
    }

    #[test]
    fn address_is_read_in_every_spelling() {
        for (raw, read) in [
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1:4711 ", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:443", "fe80::1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ] {
            assert_eq!(
                address(raw).map(|ip| ip.to_string()).as_deref(),
                Some(read),
                "{raw}"
            );
        }
        for raw in [
            "",
            "unknown",
            "_hidden",
            "192.0.2.1:x",
            "192.0.2",
            "[::1",
            "a:1",
        ] {
            assert_eq!(address(raw), None, "{raw}");
        }
    }

    #[test]
    fn client_is_the_entry_of_the_outermost_trusted_proxy() {
        let name = "X-Forwarded-For";
        let lines = [(name, "6.6.6.6, 192.0.2.1:7"), (name, "10.0.0.1")];
        for (hops, read) in [
            (1, "10.0.0.1"),
            (2, "192.0.2.1"),
            (3, "6.6.6.6"),
            (9, "6.6.6.6"),
        ] {
            let found = client(proxy(ForwardedBy::XForwardedFor, hops), &lines);
            assert_eq!(found.as_deref(), Some(read), "{hops}");
        }
        let one = proxy(ForwardedBy::XForwardedFor, 1);
        assert_eq!(client(one, &[]), None);
        assert_eq!(client(one, &[(name, "192.0.2.1, unknown")]), None);
    }

    #[test]
    fn forwarded_of_a_client_never_wins() {
        let lines = [
            ("Forwarded", "for=6.6.6.6;proto=https;host=evil.example"),
            ("X-Forwarded-For", "192.0.2.1"),
        ];
        let old = proxy(ForwardedBy::XForwardedFor, 1);
        assert_eq!(client(old, &lines).as_deref(), Some("192.0.2.1"));
        let standard = proxy(ForwardedBy::Forwarded, 1);
        assert_eq!(client(standard, &lines).as_deref(), Some("6.6.6.6"));
        assert_eq!(client(standard, &lines[1..]), None);
    }

    #[test]
    fn forwarded_is_read_with_quotes_and_any_case() {
        let line =
            "for=6.6.6.6, For=\"[2001:db8::1]:47\\11\";PROTO=https;host=\"a,b;c\", for=10.0.0.1";
        let request = TestRequest::default()
            .append_header(("Forwarded", line))
            .to_http_request();
        let two = proxy(ForwardedBy::Forwarded, 2);
        let headers = request.headers();
        assert_eq!(two.client(headers).unwrap().to_string(), "2001:db8::1");
        assert_eq!(two.scheme(headers).as_deref(), Some("https"));
        assert_eq!(two.host(headers).as_deref(), Some("a,b;c"));
        let one = proxy(ForwardedBy::Forwarded, 1);
        assert_eq!(one.client(headers).unwrap().to_string(), "10.0.0.1");
        assert_eq!(one.scheme(headers), None);
    }
}
