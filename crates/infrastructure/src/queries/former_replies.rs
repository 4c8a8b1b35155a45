//! Replies that moves took away. Nothing searches in them, so they are JSON in one column.

use diesel::prelude::*;
use diesel::sql_types::Text;
use scheduler_domain::ids::{MeetingId, ParticipantId};
use scheduler_domain::meetings::{FormerReplies, FormerReply, FormerReplyRepo};
use scheduler_domain::store::StoreError;
use scheduler_domain::time::TimeRange;
use time::UtcDateTime;

use super::{DieselTx, sql};
use crate::columns::{self, DbTime, Moment};
use crate::error::Fault;

/// The id, the status, and when it was given.
type ReplyJson = (i64, String, Option<String>);

impl FormerReplyRepo for DieselTx<'_> {
    fn find(&mut self, meeting: MeetingId) -> Result<Option<FormerReplies>, StoreError> {
        self.read(|conn| {
            let row: Option<(DbTime, DbTime, DbTime, String)> =
                sql::<(Moment, Moment, Moment, Text)>(
                    "select starts_at, ends_at, moved_at, replies from former_replies
                    where meeting_id = $1",
                )
                .bind(meeting)
                .get_result(conn)
                .optional()?;
            let found = row.map(|(start, end, moved_at, replies)| {
                Ok::<_, Fault>(FormerReplies {
                    meeting,
                    times: TimeRange::from_stored(start.0, end.0),
                    moved_at: moved_at.0,
                    replies: read(&replies)?,
                })
            });
            found.transpose()
        })
    }

    fn insert(&mut self, former: &FormerReplies) -> Result<(), StoreError> {
        self.write(|conn| {
            sql::<()>(
                "insert into former_replies (meeting_id, starts_at, ends_at, moved_at, replies)
                values ($1, $2, $3, $4, $5)
                on conflict (meeting_id) do update set starts_at = excluded.starts_at,
                    ends_at = excluded.ends_at, moved_at = excluded.moved_at,
                    replies = excluded.replies",
            )
            .bind(former.meeting)
            .bind(former.times.start())
            .bind(former.times.end())
            .bind(former.moved_at)
            .bind(written(&former.replies).as_str())
            .execute(conn)?;
            Ok(())
        })
    }

    fn delete_older(&mut self, before: UtcDateTime) -> Result<u64, StoreError> {
        self.write(|conn| {
            let gone = sql::<()>("delete from former_replies where moved_at < $1")
                .bind(before)
                .execute(conn)?;
            Ok(u64::try_from(gone).unwrap_or(u64::MAX))
        })
    }
}

fn written(replies: &[FormerReply]) -> String {
    let rows: Vec<ReplyJson> = replies
        .iter()
        .map(|one| {
            let responded_at = one.responded_at.map(|at| DbTime(at).text());
            let status = columns::rsvp(one.status).to_owned();
            (one.participant.0, status, responded_at)
        })
        .collect();
    // Texts and numbers can always be written.
    serde_json::to_string(&rows).unwrap_or_default()
}

fn read(text: &str) -> Result<Vec<FormerReply>, Fault> {
    let rows: Vec<ReplyJson> = serde_json::from_str(text)
        .map_err(|error| Fault::corrupt(format!("former replies: {error}")))?;
    let reply = |(id, status, responded_at): ReplyJson| {
        let instant = |text: String| {
            let at = DbTime::of_text(text.as_bytes());
            at.map(|at| at.0)
                .ok_or_else(|| Fault::corrupt(format!("no instant: {text:?}")))
        };
        Ok(FormerReply {
            participant: ParticipantId(id),
            status: columns::parse_rsvp(&status)?,
            responded_at: responded_at.map(instant).transpose()?,
        })
    };
    rows.into_iter().map(reply).collect()
}
