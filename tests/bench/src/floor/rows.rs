//! What is common to all drivers: statements, values, rows.

use std::io::Result;

use time::{OffsetDateTime, UtcDateTime, UtcOffset};
use uuid::Uuid;

use super::moment::stored;

/// One of the server's statements on both databases, with placeholders `$1`, `$2`, ….
pub(super) trait Statement: 'static {
    const SQLITE: &'static str;
    const POSTGRES: &'static str;
}

/// A value for a placeholder.
#[derive(Clone, Debug)]
pub(super) enum Bind {
    Id(Option<Uuid>),
    Text(Option<String>),
    Time(Option<OffsetDateTime>),
    Number(i64),
    Bytes(Option<Vec<u8>>),
}

impl Bind {
    pub(super) fn time(at: UtcDateTime) -> Self {
        Self::Time(Some(at.to_offset(UtcOffset::UTC)))
    }

    /// As SQLite keeps it: ids are bytes, instants are text.
    pub(super) fn for_sqlite(&self) -> Self {
        match self {
            Self::Id(id) => Self::Bytes(id.map(|id| id.as_bytes().to_vec())),
            Self::Time(time) => Self::Text(time.map(|time| stored(time.to_utc()))),
            other => other.clone(),
        }
    }
}

/// A row, by the place of its columns. What cannot be read is empty; the bench compares each
/// body with the server's.
pub(super) trait Row {
    fn id(&self, column: usize) -> Option<Uuid>;
    fn text(&self, column: usize) -> Option<String>;
    fn time(&self, column: usize) -> Option<UtcDateTime>;
    fn number(&self, column: usize) -> Option<i64>;
    fn small(&self, column: usize) -> Option<i32>;
    fn flag(&self, column: usize) -> bool;
}

/// A driver.
pub(super) trait Ask {
    /// Runs a prepared statement and reads each row.
    async fn each<S: Statement>(
        &self,
        binds: &[Bind],
        read: &mut dyn FnMut(&dyn Row),
    ) -> Result<()>;
}

/// A statement cut at its placeholders: each piece of text with the value after it.
pub(super) fn pieces<'a>(
    text: &'static str,
    binds: &'a [Bind],
) -> impl Iterator<Item = (&'static str, Option<&'a Bind>)> {
    let mut rest = text;
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let Some((piece, after)) = rest.split_once('$') else {
            is_over = true;
            return Some((rest, None));
        };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = after.split_at(digits);
        rest = after;
        let place = number.parse::<usize>().unwrap_or(0);
        Some((piece, binds.get(place.wrapping_sub(1))))
    })
}
