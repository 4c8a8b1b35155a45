//! Every target with inputs close to good ones: samples, cut, doubled, joined with others, and
//! with what tends to break parsers put into them. `PROPTEST_CASES` for more or fewer (256).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is missing"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use scheduler_fuzz::samples;

/// What stands for much that goes wrong with texts.
const NASTY: [&str; 44] = [
    "\0",
    "\r\n",
    "\n",
    "\r",
    "\t",
    " ",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{200d}",
    "e\u{301}",
    "\u{1f980}",
    "\u{10ffff}",
    "\u{7f}",
    "\"",
    "'",
    "\\",
    "\\u0000",
    "\\ud800",
    ",",
    ";",
    ":",
    "=",
    "&",
    "%",
    "%00",
    "%FF",
    "/",
    "..",
    "#",
    "{",
    "[[[[[[[[",
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "99999999999999999999",
    "9223372036854775808",
    "*",
    "W/",
    "Bearer ",
    "xn--",
    "+24:60",
];

#[derive(Clone, Debug)]
enum Edit {
    Put(Index, &'static str),
    PutAny(Index, Vec<u8>),
    Replace(Index, u8),
    Cut(Index, usize),
    Double(Index, usize),
    EndAs(Index, Index, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        (at(), select(&NASTY[..])).prop_map(|(at, text)| Edit::Put(at, text)),
        (at(), "\\PC{1,8}").prop_map(|(at, text)| Edit::PutAny(at, text.into_bytes())),
        (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        (at(), b'0'..=b'9').prop_map(|(at, digit)| Edit::Replace(at, digit)),
        (at(), 1_usize..20).prop_map(|(at, length)| Edit::Cut(at, length)),
        (at(), 1_usize..60).prop_map(|(at, length)| Edit::Double(at, length)),
        (at(), at(), at()).prop_map(|(at, other, from)| Edit::EndAs(at, other, from)),
    ]
}

fn apply(edit: &Edit, input: &mut Vec<u8>, samples: &[String]) {
    let place = |at: &Index| at.index(input.len() + 1);
    match edit {
        Edit::Put(at, text) => {
            let at = place(at);
            input.splice(at..at, text.bytes());
        }
        Edit::PutAny(at, bytes) => {
            let at = place(at);
            input.splice(at..at, bytes.iter().copied());
        }
        Edit::Replace(at, byte) => {
            let at = place(at);
            input.splice(at..input.len().min(at + 1), [*byte]);
        }
        Edit::Cut(at, length) => {
            let at = place(at);
            input.drain(at..input.len().min(at + length));
        }
        Edit::Double(at, length) => {
            let at = place(at);
            let part = input[at..input.len().min(at + length)].to_vec();
            input.splice(at..at, part);
        }
        Edit::EndAs(at, other, from) => {
            let at = place(at);
            let other = samples[other.index(samples.len())].as_bytes();
            input.truncate(at);
            input.extend(&other[from.index(other.len() + 1)..]);
        }
    }
}

/// Shown as text, so that a finding can become a sample.
struct Input(Vec<u8>);

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

fn near(samples: Vec<String>) -> impl Strategy<Value = Input> {
    let edited = (any::<Index>(), vec(edit(), 0..5)).prop_map(move |(sample, edits)| {
        let mut input = samples[sample.index(samples.len())].clone().into_bytes();
        for edit in &edits {
            apply(edit, &mut input, &samples);
        }
        input
    });
    prop_oneof![20 => edited, 1 => vec(any::<u8>(), 0..200)].prop_map(Input)
}

/// As many times the usual number of cases as the target is quick.
fn config(factor: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases * factor,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..usual
    }
}

macro_rules! targets {
    ($($name:ident: $target:ident, $factor:literal;)*) => { $(
        proptest! {
            #![proptest_config(config($factor))]
            #[test]
            fn $name(input in near(samples(include_str!(concat!("../samples/", stringify!($target), ".txt"))))) {
                scheduler_fuzz::$target(&input.0);
            }
        }
    )* };
}

targets! {
    times_are_read_as_the_standards_say: times, 16;
    texts_and_addresses_are_taken_or_refused_for_their_reason: texts, 16;
    mails_to_anybody_are_written_and_hold_no_header_of_others: mails, 2;
    tokens_are_taken_only_as_they_were_signed: tokens, 4;
    readers_and_writers_are_held_to_the_tags_that_they_name: conditions, 2;
    settings_are_used_or_refused_by_name: settings, 4;
    requests_are_answered_as_documented: requests, 8;
}
