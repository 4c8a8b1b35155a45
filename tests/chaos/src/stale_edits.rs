//! F8: of two who edit with one `ETag`, one wins, and the other learns that the meeting is no
//! longer what was read.

use scheduler_tests::people::{Meeting, meeting};
use scheduler_tests::{Backend, Call, Client, together};
use serde_json::json;

use crate::fleet::Fleet;
use crate::{BOTH, Fault, Size};

/// F8.
pub const FAULT: Fault = Fault {
    name: "F8",
    what: "two writers with one ETag",
    backends: BOTH,
    run: stale_edits,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    Put,
    Patch,
    Cancel,
    Delete,
}

/// Every pair that is not the same the other way round.
const PAIRS: [[Edit; 2]; 10] = [
    [Edit::Put, Edit::Put],
    [Edit::Put, Edit::Patch],
    [Edit::Put, Edit::Cancel],
    [Edit::Put, Edit::Delete],
    [Edit::Patch, Edit::Patch],
    [Edit::Patch, Edit::Cancel],
    [Edit::Patch, Edit::Delete],
    [Edit::Cancel, Edit::Cancel],
    [Edit::Cancel, Edit::Delete],
    [Edit::Delete, Edit::Delete],
];

impl Edit {
    fn call(self, client: &Client, planned: &Meeting, title: &str) -> Call {
        match self {
            Self::Put => {
                let mut body = meeting("11:00");
                body["title"] = json!(title);
                client.put(&planned.path, body)
            }
            Self::Patch => client.patch(&planned.path, json!({"title": title})),
            Self::Cancel => client.call("POST", &planned.at("cancel/")),
            Self::Delete => client.delete(&planned.path),
        }
    }

    fn success(self) -> u16 {
        if self == Self::Delete { 204 } else { 200 }
    }

    /// What the other is told: of a meeting that is gone nobody can say that it has changed.
    fn refusal(self) -> u16 {
        if self == Self::Delete { 404 } else { 412 }
    }
}

fn stale_edits(backend: Backend, size: Size) -> String {
    let fleet = Fleet::start(backend);
    let ann = fleet.person("ann");
    let rounds = size.of(30, 500);
    let mut firsts = 0;
    for round in 0..rounds {
        let pair = PAIRS[round % PAIRS.len()];
        let planned = ann.plan("09:00", &["bob@example.org"]);
        let replies = together(2, |writer| {
            let client = fleet.at(&ann, round + writer);
            let call = pair[writer].call(&client, &planned, &format!("of {writer}"));
            call.header("If-Match", &planned.etag).send()
        });
        let won = usize::from(replies[0].status != pair[0].success());
        let (winner, loser) = (pair[won], &replies[1 - won]);
        let what = format!("round {round}, {pair:?}: {replies:?}");
        assert_eq!(replies[won].status, winner.success(), "{what}");
        assert_eq!(loser.status, winner.refusal(), "{what}");
        firsts += 1 - won;

        let found = ann.get(&planned.path).send();
        if winner == Edit::Delete {
            assert_eq!(found.status, 404, "{what}");
            continue;
        }
        let found = found.is(200);
        assert_eq!(found.header("ETag"), replies[won].header("ETag"), "{what}");
        let (title, status) = match winner {
            Edit::Cancel => ("Budget".to_owned(), "cancelled"),
            _ => (format!("of {won}"), "scheduled"),
        };
        assert_eq!(
            (found.str("title"), found.str("status")),
            (title, status.to_owned()),
            "{what}"
        );
    }
    let processes = fleet.0.len();
    fleet.end_without_deadlock();
    format!(
        "{processes} processes, {rounds} rounds: one won, one was refused; {firsts} times the first"
    )
}
