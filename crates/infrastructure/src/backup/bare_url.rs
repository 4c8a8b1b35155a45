//! The URL of a PostgreSQL database without its password, which everybody on the machine may read
//! in the arguments of a process.

/// A URL for a command line, and the password for the environment.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct BareUrl {
    pub(super) url: String,
    pub(super) password: Option<String>,
    /// Whether it holds the passphrase of a key too, which libpq takes from nowhere else.
    pub(super) has_passphrase: bool,
}

impl BareUrl {
    /// Splits as libpq does (its documentation, "Connection URIs").
    pub(super) fn of(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let (mut password, place) = match rest.find(['@', '/']).map(|at| rest.split_at(at)) {
            Some((credentials, place)) if place.starts_with('@') => {
                match credentials.split_once(':') {
                    Some((user, password)) => (Some(decoded(password)), format!("{user}{place}")),
                    None => (None, rest.to_owned()),
                }
            }
            _ => (None, rest.to_owned()),
        };
        let mut has_passphrase = false;
        let (place, query) = place.split_once('?').unwrap_or((&place, ""));
        let kept: Vec<&str> = query
            .split('&')
            .filter(|parameter| {
                let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
                match decoded(name).as_str() {
                    "password" => password = Some(decoded(value)),
                    "sslpassword" => has_passphrase = true,
                    _ => return !parameter.is_empty(),
                }
                false
            })
            .collect();
        let query = match kept.as_slice() {
            [] => String::new(),
            kept => format!("?{}", kept.join("&")),
        };
        Self {
            url: format!("{scheme}://{place}{query}"),
            password,
            has_passphrase,
        }
    }
}

/// Without `%xx`.
fn decoded(raw: &str) -> String {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if let (b'%', [high, low, after @ ..]) = (first, after)
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stays_in_the_url() {
        for (url, bare, password) in [
            ("postgres://h/db", "postgres://h/db", None),
            ("postgres://ann@h/db", "postgres://ann@h/db", None),
            (
                "postgresql://ann:s%40cret%2F@h:5432,i:5433/db?sslmode=verify-full&sslrootcert=/ca",
                "postgresql://ann@h:5432,i:5433/db?sslmode=verify-full&sslrootcert=/ca",
                Some("s@cret/"),
            ),
            (
                "postgres://ann:se:cr?et@h/db",
                "postgres://ann@h/db",
                Some("se:cr?et"),
            ),
            (
                "postgres://ann:first@h/db?pass%77ord=se%63ond&sslmode=require",
                "postgres://ann@h/db?sslmode=require",
                Some("second"),
            ),
            ("postgres:///db?password=x", "postgres:///db", Some("x")),
            ("postgres://ann:@h/db", "postgres://ann@h/db", Some("")),
            ("postgres://[::1]:5432/db", "postgres://[::1]:5432/db", None),
        ] {
            let split = BareUrl::of(url);
            assert_eq!(split.url, bare, "{url}");
            assert_eq!(split.password.as_deref(), password, "{url}");
            assert!(!split.has_passphrase);
        }
        assert!(BareUrl::of("postgres://h/db?sslpassword=x").has_passphrase);
        assert_eq!(
            BareUrl::of("postgres://h/d?sslpassword=x").url,
            "postgres://h/d"
        );
    }
}
