//! Reminds people of what begins soon. No row waits for a meeting: a mark says up to which instant
//! reminders have come about, and what moves is simply found elsewhere (ADR 17).

use std::collections::{BTreeSet, HashMap, HashSet};

use time::{Duration, UtcDateTime};
use uuid::Uuid;

use super::{Leads, Mark, Message, Recipient, reminder};
use crate::ctx::Ctx;
use crate::ids::MeetingId;
use crate::meetings::policy::{Command, rule};
use crate::meetings::{Beginnings, Meeting};
use crate::store::{Store, StoreError, Tx};
use crate::text::Email;

/// The name of the mark.
const MARK: &str = "reminders";
/// While nothing comes, the mark is moved only so often: a write costs a quiet disk its rest.
const LONGEST_STANDING: Duration = Duration::minutes(1);
/// How long a reminder of the very beginning is worth telling.
pub(super) const GRACE: Duration = Duration::minutes(5);

/// A meeting of which some are reminded: when, and which.
type Due = (UtcDateTime, MeetingId);

/// Queues the reminders that have come since the last time, of at most `limit` meetings and in
/// one transaction; whether there may be more at once. Who declined is not reminded, nor anybody
/// of what has begun. Each comes about once, however many processes do this at once and whenever
/// one dies; after a downtime the last of somebody's reminders of a meeting is caught up with.
/// The first time there is only a beginning.
pub fn remind(store: &dyn Store, ctx: &Ctx, limit: u32) -> Result<bool, StoreError> {
    store.write(|tx| remind_in(tx, ctx, limit))
}

/// [`remind`] as a step of a transaction.
pub fn remind_in(tx: &mut dyn Tx, ctx: &Ctx, limit: u32) -> Result<bool, StoreError> {
    let now = ctx.now;
    let Some(mark) = tx.marks().find(MARK)? else {
        tx.marks().update(&whole(now))?;
        return Ok(false);
    };
    if mark.reached_at >= now {
        return Ok(false);
    }
    let mut due = Vec::new();
    for lead in Leads::CHOICES {
        due.extend(coming(tx, &mark, lead, now, limit)?);
    }
    due.sort_unstable();
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = due.len() > most;
    due.truncate(most);
    let next = match due.last() {
        Some((reached_at, passed)) if is_more => Mark {
            name: MARK.to_owned(),
            reached_at: *reached_at,
            passed: *passed,
        },
        _ => whole(now),
    };
    if !due.is_empty() {
        let messages = messages(tx, ctx, &due)?;
        tx.outbox().insert(&messages)?;
    }
    if !due.is_empty() || now - mark.reached_at >= LONGEST_STANDING {
        tx.marks().update(&next)?;
    }
    Ok(is_more)
}

/// How far ahead of the clock the watermark may be: processes differ by a little.
const MAX_AHEAD: Duration = Duration::minutes(1);

/// Puts the watermark of reminders back to `ctx.now` where it is ahead of it, and answers where it
/// was. A process whose clock was wrong once would otherwise end all reminders until that instant.
/// `ctx.now` must come from the clock that all processes share, which is the database's.
pub fn put_watermark_back(store: &dyn Store, ctx: &Ctx) -> Result<Option<UtcDateTime>, StoreError> {
    store.write(|tx| {
        let watermark = tx.marks().find(MARK)?.map(|mark| mark.reached_at);
        let ahead = watermark.filter(|reached_at| *reached_at - ctx.now > MAX_AHEAD);
        if ahead.is_some() {
            tx.marks().update(&whole(ctx.now))?;
        }
        Ok(ahead)
    })
}

/// All that is due at an instant is done.
fn whole(reached_at: UtcDateTime) -> Mark {
    Mark {
        name: MARK.to_owned(),
        reached_at,
        passed: MeetingId(Uuid::max()),
    }
}

/// The first meetings for which this lead comes after the mark and up to now.
fn coming(
    tx: &mut dyn Tx,
    mark: &Mark,
    lead_minutes: i32,
    now: UtcDateTime,
    limit: u32,
) -> Result<Vec<Due>, StoreError> {
    let lead = Duration::minutes(i64::from(lead_minutes));
    let (Some(marked), Some(until)) = (mark.reached_at.checked_add(lead), now.checked_add(lead))
    else {
        return Ok(Vec::new());
    };
    let begun = if lead.is_zero() { now - GRACE } else { now };
    let (after, passed) = if begun > marked {
        (begun, MeetingId(Uuid::max()))
    } else {
        (marked, mark.passed)
    };
    if after >= until {
        return Ok(Vec::new());
    }
    let found = tx.meetings().list_beginning(&Beginnings {
        after,
        passed,
        until,
        limit: limit.saturating_add(1),
    })?;
    Ok(found
        .into_iter()
        .map(|(start, id)| (start - lead, id))
        .collect())
}

fn messages(tx: &mut dyn Tx, ctx: &Ctx, due: &[Due]) -> Result<Vec<Message>, StoreError> {
    let ids: BTreeSet<MeetingId> = due.iter().map(|(_, id)| *id).collect();
    let ids: Vec<MeetingId> = ids.into_iter().collect();
    let meetings = tx.meetings().find_all(&ids)?;
    let people: BTreeSet<&Email> = meetings
        .iter()
        .flat_map(|meeting| reminded(meeting, ctx.now).map(|(email, _)| email))
        .collect();
    let people: Vec<Email> = people.into_iter().cloned().collect();
    let chosen = tx.users().list_leads(&people, ctx.email_verification)?;
    let chosen: HashMap<Email, Leads> = chosen.into_iter().collect();
    let default = tx.settings().find()?.reminders;
    let due: HashSet<&Due> = due.iter().collect();
    let mut messages = Vec::new();
    for meeting in &meetings {
        let start = meeting.details.times.start();
        let mut recipients = Vec::new();
        for (email, name) in reminded(meeting, ctx.now) {
            let leads = chosen.get(email).unwrap_or(&default);
            let told = leads.told(start - ctx.now);
            let comes_at = told.map(|minutes| start - Duration::minutes(i64::from(minutes)));
            let is_now = comes_at.is_some_and(|at| {
                // What was planned since is news of its own.
                meeting.created_at <= at && due.contains(&(at, meeting.id))
            });
            if is_now {
                recipients.push(Recipient::new(email, name));
            }
        }
        if !recipients.is_empty() {
            messages.push(reminder(ctx, meeting, recipients));
        }
    }
    Ok(messages)
}

/// As the table says, each with a name that may be empty.
fn reminded(meeting: &Meeting, now: UtcDateTime) -> impl Iterator<Item = (&Email, &str)> {
    let rule = rule(Command::Remind, meeting.phase(now));
    let guests = rule.hearers(meeting, None).into_iter();
    let guests = guests.map(|guest| (&guest.email, guest.name.as_str()));
    let organiser = &meeting.organiser;
    let organiser = (&organiser.email, organiser.name.as_str());
    rule.organiser
        .then_some(organiser)
        .into_iter()
        .chain(guests)
}
