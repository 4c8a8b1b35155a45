//! `If-Match` and `If-None-Match` (RFC 9110 §13.1), where `{tag}` stands for the tag of the meeting
//! and `{version}` for its version.

use serde_json::json;

use crate::world::{self, Raw, World};

/// A reader gets 304 for what it has and nothing else; a writer changes what it has read and
/// nothing else.
pub fn conditions(data: &[u8]) {
    world::with(|world| {
        let path = format!("/api/meetings/{}/", world.meeting);
        let tag = world.ask("GET", &path, &json!(null)).reply;
        let tag = tag.is(200).header("ETag").to_owned();
        let version = tag.trim_start_matches('"').split('-').next().unwrap();
        let text = String::from_utf8_lossy(data)
            .replace("{tag}", &tag)
            .replace("{version}", version);
        let tags = tags(&text);

        let Some(status) = send(world, "GET", &path, "If-None-Match", &text) else {
            return;
        };
        let has = tags.iter().any(|one| one == "*" || opaque(one) == tag);
        assert_eq!(status, if has { 304 } else { 200 }, "{text:?}");

        // By version, since an answer of a participant must not make a writer stale.
        let versions: Vec<i32> = tags.iter().filter_map(|one| version_of(one)).collect();
        let current: i32 = version.parse().unwrap();
        let may = tags.iter().any(|one| one == "*") || versions.iter().max() == Some(&current);
        let status = send(world, "PATCH", &path, "If-Match", &text).unwrap();
        assert_eq!(status, if may { 200 } else { 412 }, "{text:?}");
    });
}

fn send(world: &World, method: &str, path: &str, header: &str, value: &str) -> Option<u16> {
    let bearer = format!("Bearer {}", world.access);
    let mut headers = vec![
        ("Authorization", bearer.as_bytes()),
        ("Content-Type", b"application/json".as_slice()),
    ];
    // Several lines are one list.
    headers.extend(value.split('\n').map(|line| (header, line.as_bytes())));
    let raw = Raw {
        method,
        target: path,
        headers,
        body: b"{}",
    };
    Some(world.send(&raw)?.reply.status)
}

/// The members of a list (§5.6.1), found character by character: a comma within quotes is part of
/// a tag (§8.8.3).
fn tags(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.split('\n') {
        let (mut tag, mut is_quoted) = (String::new(), false);
        for c in line.chars() {
            is_quoted ^= c == '"';
            if c == ',' && !is_quoted {
                all.push(std::mem::take(&mut tag));
            } else {
                tag.push(c);
            }
        }
        all.push(tag);
    }
    all.iter()
        .map(|tag| tag.trim_matches([' ', '\t']).to_owned())
        .collect()
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Of a tag of this server, `"{version}-{16 hexadecimal digits}"`. A weak one matches nothing that is
/// compared strongly (RFC 9110 §13.1.1).
fn version_of(tag: &str) -> Option<i32> {
    let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
    let (version, hash) = tag.split_once('-')?;
    let is_hash = hash.len() == 16 && hash.chars().all(|c| c.is_ascii_hexdigit());
    let is_version = !version.is_empty() && version.chars().all(|c| c.is_ascii_digit());
    (is_hash && is_version).then(|| version.parse().ok())?
}
