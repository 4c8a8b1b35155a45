//! Conditional requests (RFC 9110 §13). The tag of a meeting is `"{version}-{hash}"`: the hash,
//! over the body, tells readers of any change; the version alone decides whether a writer is stale.

use std::future::{Ready, ready};

use actix_web::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest, dev};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// The tag of a meeting's detail with this body.
pub(crate) fn detail_etag(version: i32, body: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(body.as_bytes()).into();
    let hash = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
    format!("\"{version}-{hash:016x}\"")
}

/// Versions begin with 1. Tags that are not ours match nothing, but only who may see the meeting is
/// told so.
const NEVER_A_VERSION: i32 = 0;

/// `If-Match`: the version that the caller has read. A weak tag matches nothing (RFC 9110 §13.1.1).
pub(crate) struct IfMatch(pub(crate) Option<i32>);

/// `If-None-Match`: what the caller has.
pub(crate) struct IfNoneMatch(Vec<String>);

super::undocumented!(IfMatch, IfNoneMatch);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let tags = tags(request, &IF_MATCH);
        let is_any = tags.is_empty() || tags.iter().any(|tag| tag == "*");
        // Versions only go up, so the highest of several is the only one that can be meant.
        let newest = tags.iter().filter_map(|tag| version(tag)).max();
        ready(Ok(Self(
            (!is_any).then(|| newest.unwrap_or(NEVER_A_VERSION)),
        )))
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(Ok(Self(tags(request, &IF_NONE_MATCH))))
    }
}

impl IfNoneMatch {
    /// Whether the caller has this one already, by weak comparison.
    pub(crate) fn has(&self, etag: &str) -> bool {
        self.0.iter().any(|tag| tag == "*" || strong(tag) == etag)
    }
}

/// An empty header is a tag that matches nothing. A tag may hold commas and octets above ASCII
/// (RFC 9110 §8.8.3).
fn tags(request: &HttpRequest, name: &HeaderName) -> Vec<String> {
    let lines = request.headers().get_all(name);
    lines
        .flat_map(|line| {
            let mut is_quoted = false;
            line.as_bytes().split(move |byte| {
                is_quoted ^= *byte == b'"';
                *byte == b',' && !is_quoted
            })
        })
        .map(|tag| String::from_utf8_lossy(tag.trim_ascii()).into_owned())
        .collect()
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn version(tag: &str) -> Option<i32> {
    let opaque = tag.strip_prefix('"')?.strip_suffix('"')?;
    let (version, hash) = opaque.split_once('-')?;
    let is_ours = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = version.bytes().all(|byte| byte.is_ascii_digit());
    version.parse().ok().filter(|_| is_ours && digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_tags_have_a_version() {
        let tag = detail_etag(7, "{}");
        assert_eq!(version(&tag), Some(7));
        assert_eq!(version(&format!("W/{tag}")), None);
        for other in [
            "",
            "*",
            "7",
            "\"7\"",
            "\"7-\"",
            "\"-44136fa355b3678a\"",
            "\"+7-44136fa355b3678a\"",
        ] {
            assert_eq!(version(other), None, "{other}");
        }
    }
}
