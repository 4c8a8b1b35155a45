//! Puts together what a mail says, when it is sent: what only this server knows, such as links and
//! the recipient's clock, is added to what the notice has told since it came about.

use super::text;
use super::{
    Action, Answer, CalendarFile, Content, Delivery, Facts, Mail, MeetingContent, MoreReply,
    Notice, NoticeKind, Person, PlainContent, Queued, Told, address_taken_text, clock,
};
use crate::auth::{
    AddressChange, Tokens, User, change_token, reset_token, undo_token, verification_token,
};
use crate::calendar::{Invitation, Method, invitation_file};
use crate::ctx::Ctx;
use crate::ids::{MeetingId, NotificationId};
use crate::meetings::{Meeting, Organiser};
use crate::opt_out::opt_out_token;
use crate::participants::{Rsvp, answer_token};
use crate::store::{Store, StoreError};
use crate::text::{Email, one_line};

/// `None` if it is for an account that is gone.
pub(super) fn compose(
    store: &dyn Store,
    ctx: &Ctx,
    delivery: &Delivery<'_>,
    claim: &Queued,
) -> Result<Option<Mail>, StoreError> {
    let Delivery {
        tokens, public_url, ..
    } = delivery;
    let mail = mail_of(store, ctx, *tokens, public_url, claim.id, &claim.notice)?;
    Ok(mail.map(|mail| with_merged(mail, claim)))
}

/// With the replies of other participants that go out with this one.
fn with_merged(mut mail: Mail, claim: &Queued) -> Mail {
    if let (Content::Meeting(content), false) = (&mut mail.content, claim.merged.is_empty()) {
        let facts = claim
            .merged
            .iter()
            .filter_map(|one| one.notice.facts.as_ref());
        content.more_replies = facts
            .map(|facts| MoreReply {
                news: text::news(facts, &mail.to, NoticeKind::Reply),
                note: facts
                    .reply
                    .as_ref()
                    .map_or_else(String::new, |reply| reply.note.to_string()),
            })
            .collect();
        let count = content.more_replies.len() + 1;
        mail.subject = format!("{count} replies: {}", content.title.now);
    }
    mail
}

/// [`compose`] with links that these tokens are for.
pub(crate) fn mail_of(
    store: &dyn Store,
    ctx: &Ctx,
    tokens: &dyn Tokens,
    public_url: &str,
    id: NotificationId,
    notice: &Notice,
) -> Result<Option<Mail>, StoreError> {
    let links = &Links { tokens, public_url };
    let content = match (&notice.facts, notice.meeting_id) {
        (Some(facts), Some(meeting)) => {
            let known = Known::of(store, ctx, id, (notice, facts), meeting)?;
            let mut facts = facts.clone();
            if let Some(present) = &known.present_organiser {
                facts.organiser_email = present.email.clone();
                facts.organiser_name.clone_from(&present.name);
            }
            if known.hides_organiser_name {
                facts.organiser_name = facts.organiser_email.to_string();
            }
            let content = about_meeting(links, notice, &facts, meeting, &known)?;
            Some(Content::Meeting(Box::new(content)))
        }
        _ => about_account(store, ctx, links, (id, notice))?.map(Content::Plain),
    };
    let token = match notice.meeting_id {
        Some(_) => Some(opt_out_token(tokens, &notice.email)?),
        None => None,
    };
    let unsubscribe_url = token.map(|token| format!("{public_url}/unsubscribe/{token}/"));
    Ok(content.map(|content| Mail {
        id,
        queued_at: notice.created_at,
        to: notice.email.clone(),
        name: notice.name.clone(),
        kind: notice.kind,
        subject: notice.subject.clone(),
        content,
        unsubscribe_url,
    }))
}

/// What links are made of.
struct Links<'a> {
    tokens: &'a dyn Tokens,
    public_url: &'a str,
}

fn about_account(
    store: &dyn Store,
    ctx: &Ctx,
    links: &Links<'_>,
    (id, notice): (NotificationId, &Notice),
) -> Result<Option<PlainContent>, StoreError> {
    let text = notice.message.clone();
    let action = match notice.kind {
        NoticeKind::EmailVerification | NoticeKind::PasswordReset => {
            let found = store.glance(|tx| tx.users().find_by_email(&notice.email))?;
            let Some(user) = found.filter(|user| user.is_active) else {
                return Ok(None);
            };
            Some(account_action(ctx, links, notice.kind, &user)?)
        }
        NoticeKind::EmailChange => return about_change(store, ctx, links, id, text),
        NoticeKind::EmailChanged => {
            let found = store.glance(|tx| tx.address_changes().find_told(id))?;
            let Some(change) = found.filter(|change| change.can_be_undone(ctx.now)) else {
                return Ok(None);
            };
            let token = undo_token(ctx, links.tokens, &change)?;
            let undo = ("undo-email", "Undo the change", "72 hours");
            Some(links.action(&token, undo))
        }
        NoticeKind::Invitation
        | NoticeKind::Update
        | NoticeKind::Cancellation
        | NoticeKind::Reminder
        | NoticeKind::Reply
        | NoticeKind::Transfer => page_action(links, notice),
    };
    Ok(Some(PlainContent { text, action }))
}

/// For the new address of an account; nothing, if the change is asked for no more. An address that has an
/// account of its own is told so.
fn about_change(
    store: &dyn Store,
    ctx: &Ctx,
    links: &Links<'_>,
    id: NotificationId,
    text: String,
) -> Result<Option<PlainContent>, StoreError> {
    let found = store.read(|tx| {
        let Some(change) = tx.address_changes().find_told(id)? else {
            return Ok(None);
        };
        let (email, account) = (&change.email, Some(change.user_id));
        let is_taken = tx.users().find_by_email(email)?.is_some()
            || tx.address_changes().is_reserved(email, account, ctx.now)?;
        let user = tx.users().find(change.user_id)?;
        Ok::<_, StoreError>(user.map(|user| (user, change, is_taken)))
    })?;
    let asks = |user: &User, change: &AddressChange| {
        user.is_active && user.email == change.former && change.is_waiting(ctx.now)
    };
    let Some((user, change, is_taken)) = found.filter(|(user, change, _)| asks(user, change))
    else {
        return Ok(None);
    };
    if is_taken {
        return Ok(Some(PlainContent {
            text: address_taken_text(),
            action: None,
        }));
    }
    let token = change_token(ctx, links.tokens, &user, &change)?;
    let confirm = ("change-email", "Use this address", "24 hours");
    let action = Some(links.action(&token, confirm));
    Ok(Some(PlainContent { text, action }))
}

impl Links<'_> {
    fn action(
        &self,
        token: &str,
        (path, label, lifetime): (&str, &'static str, &'static str),
    ) -> Action {
        Action {
            url: format!("{}/{path}/{token}", self.public_url),
            label,
            lifetime: Some(lifetime),
        }
    }
}

/// What the owner of an account shall do.
fn account_action(
    ctx: &Ctx,
    links: &Links<'_>,
    kind: NoticeKind,
    user: &User,
) -> Result<Action, StoreError> {
    Ok(if kind == NoticeKind::EmailVerification {
        let token = verification_token(ctx, links.tokens, user)?;
        links.action(&token, ("verify", "Confirm this address", "three days"))
    } else {
        let token = reset_token(ctx, links.tokens, user)?;
        links.action(&token, ("reset", "Choose a new password", "30 minutes"))
    })
}

/// For a mail in the words of an earlier version.
fn page_action(links: &Links<'_>, notice: &Notice) -> Option<Action> {
    let has_page = matches!(
        notice.kind,
        NoticeKind::Invitation | NoticeKind::Update | NoticeKind::Reminder
    );
    let id = notice.meeting_id.filter(|_| has_page)?;
    Some(Action {
        url: page_url(links, id),
        label: "See the meeting",
        lifetime: None,
    })
}

fn page_url(links: &Links<'_>, id: MeetingId) -> String {
    format!("{}/dashboard/meetings/{id}", links.public_url)
}

/// What is known at the moment of sending.
struct Known {
    /// The meeting as it is, unless it was deleted.
    meeting: Option<Meeting>,
    /// The recipient's account, if it owns the address.
    user: Option<User>,
    /// Whether the account of the organiser was there and did not own its address.
    hides_organiser_name: bool,
    /// The organiser of the meeting, if no account has the address any more that the facts name: a mail
    /// may be sent again after its organiser changed the address.
    present_organiser: Option<Organiser>,
    /// What they were told before, where this tells of changes.
    before: Option<Facts>,
}

impl Known {
    fn of(
        store: &dyn Store,
        ctx: &Ctx,
        told: NotificationId,
        (notice, facts): (&Notice, &Facts),
        id: MeetingId,
    ) -> Result<Self, StoreError> {
        let Notice { email, kind, .. } = notice;
        let owns_address = |user: &User| user.owns_address(ctx.email_verification);
        store.read(|tx| {
            let user = tx.users().find_by_email(email)?;
            let organiser = tx.users().find_by_email(&facts.organiser_email)?;
            let meeting = tx.meetings().find(id)?;
            let present_organiser = match (&organiser, &meeting) {
                (None, Some(meeting)) => Some(meeting.organiser.clone()),
                _there_or_nowhere => None,
            };
            let is_present_unproved = present_organiser
                .as_ref()
                .is_some_and(|one| ctx.email_verification && !one.is_verified);
            Ok(Self {
                meeting,
                user: user.filter(owns_address),
                hides_organiser_name: organiser.is_some_and(|user| !owns_address(&user))
                    || is_present_unproved,
                present_organiser,
                before: match kind {
                    NoticeKind::Update => {
                        let last = tx.outbox().last_told(id, email, told)?;
                        last.map(|(_, facts)| facts)
                    }
                    _ => None,
                },
            })
        })
    }
}

impl Known {
    fn is_opted_out(&self, email: &Email) -> bool {
        let meeting = self.meeting.as_ref();
        let participant = meeting.and_then(|meeting| meeting.participant_with(email));
        participant.is_some_and(|participant| participant.is_opted_out)
    }
}

fn about_meeting(
    links: &Links<'_>,
    notice: &Notice,
    facts: &Facts,
    id: MeetingId,
    known: &Known,
) -> Result<MeetingContent, StoreError> {
    let before = known.before.as_ref();
    let zone = known.user.as_ref().map_or(&facts.zone, |user| &user.zone);
    let moved = before.filter(|before| before.times != facts.times);
    let when = Told {
        now: clock::in_words(facts.times, zone),
        was: moved.map(|before| clock::without_place(before.times, zone)),
    };
    let told = |fact: fn(&Facts) -> &str| {
        let now = one_line(fact(facts));
        let was = before.map(|before| one_line(fact(before)));
        let was = was.filter(|was| *was != now);
        Told { now, was }
    };
    let answer = answer(links, notice, known)?;
    let leave_url = answer
        .as_ref()
        .filter(|_| known.is_opted_out(&notice.email))
        .map(|answer| answer.url_with(Rsvp::Declined));
    Ok(MeetingContent {
        title: told(|facts| facts.title.as_str()),
        when,
        when_planned: (!clock::show_the_same(facts.times, zone, &facts.zone))
            .then(|| clock::in_words(facts.times, &facts.zone)),
        location: told(|facts| facts.location.as_str()),
        description: facts.description.to_string(),
        is_description_new: before.is_some_and(|before| before.description != facts.description),
        organiser: organiser(facts),
        goes_on: facts.goes_on,
        news: text::news(facts, &notice.email, notice.kind),
        reply: facts.reply.clone(),
        more_replies: Vec::new(),
        page_url: sees_the_page(notice, known).then(|| page_url(links, id)),
        answer,
        leave_url,
        calendar: calendar(notice, facts, id, known),
    })
}

fn organiser(facts: &Facts) -> Person {
    let name = one_line(&facts.organiser_name);
    Person {
        name: if name.is_empty() {
            facts.organiser_email.to_string()
        } else {
            name
        },
        email: facts.organiser_email.clone(),
    }
}

/// Whoever has no account, or was taken out, would find nothing there.
fn sees_the_page(notice: &Notice, known: &Known) -> bool {
    let takes_part = |meeting: &Meeting| {
        meeting.organiser.email == notice.email || meeting.participant_with(&notice.email).is_some()
    };
    // By an offer the meeting is seen as well.
    let sees = |meeting: &Meeting| notice.is_transfer_offer() || takes_part(meeting);
    known.user.is_some() && known.meeting.as_ref().is_some_and(sees)
}

fn answer(links: &Links<'_>, notice: &Notice, known: &Known) -> Result<Option<Answer>, StoreError> {
    // A participant whose reply another person set can set it right.
    let is_asked = matches!(
        notice.kind,
        NoticeKind::Invitation | NoticeKind::Update | NoticeKind::Reminder | NoticeKind::Reply
    ) && !notice.is_to_the_organiser();
    let meeting = known.meeting.as_ref().filter(|_| is_asked);
    let Some(participant) = meeting.and_then(|meeting| meeting.participant_with(&notice.email))
    else {
        return Ok(None);
    };
    let token = answer_token(links.tokens, participant)?;
    Ok(Some(Answer {
        url: format!("{}/rsvp/{token}/", links.public_url),
        status: participant.status,
        sequence: notice.sequence,
    }))
}

fn calendar(notice: &Notice, facts: &Facts, id: MeetingId, known: &Known) -> Option<CalendarFile> {
    let method = match notice.kind {
        NoticeKind::Invitation | NoticeKind::Update => Method::Request,
        NoticeKind::Cancellation => Method::Cancel,
        NoticeKind::Reminder
        | NoticeKind::Reply
        | NoticeKind::Transfer
        | NoticeKind::EmailVerification
        | NoticeKind::PasswordReset
        | NoticeKind::EmailChange
        | NoticeKind::EmailChanged => return None,
    };
    // A request that names its recipient as the organiser is none that a calendar can take up. A
    // cancellation takes an event away that was stored while the organiser still was a guest.
    if method == Method::Request && notice.is_to_the_organiser() {
        return None;
    }
    let meeting = known.meeting.as_ref();
    let participants = meeting.map(|meeting| meeting.guests_shown_to(&notice.email));
    let text = invitation_file(&Invitation {
        method,
        meeting: id,
        sequence: notice.sequence,
        told_at: notice.created_at,
        facts,
        email: &notice.email,
        name: &notice.name,
        participants: participants.as_deref().unwrap_or_default(),
    });
    Some(CalendarFile { method, text })
}
