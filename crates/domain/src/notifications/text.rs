//! The words of notices. A subject is one line, whatever people wrote into a title.

use std::fmt::Write;

use super::{Facts, Notice, NoticeKind, Reply, clock};
use crate::meetings::{ActingRole, OFFER_LIFETIME};
use crate::participants::Rsvp;
use crate::text::{Email, called, one_line, plain_name};

const INVITED: &str = "Invitation";
const UPDATED: &str = "Updated";
const INVITES: &str = " invites you to a meeting.";
const CHANGED: &str = " changed a meeting that you are invited to.";

pub(super) fn subject(facts: &Facts, to: &Email, kind: NoticeKind) -> String {
    if let Some(reply) = &facts.reply {
        return reply_subject(facts, reply, to);
    }
    let what = match kind {
        NoticeKind::Invitation => INVITED,
        NoticeKind::Update => UPDATED,
        NoticeKind::Cancellation if facts.goes_on => "No longer invited",
        NoticeKind::Cancellation => "Cancelled",
        NoticeKind::Reminder => "Reminder",
        NoticeKind::Reply => "Answer",
        NoticeKind::Transfer if facts.is_handed_over => "Transfer accepted",
        NoticeKind::Transfer if facts.organiser_email == *to => "Transfer declined",
        NoticeKind::Transfer => "Transfer offered",
        NoticeKind::EmailVerification
        | NoticeKind::PasswordReset
        | NoticeKind::EmailChange
        | NoticeKind::EmailChanged => "Account",
    };
    format!("{what}: {}", one_line(facts.title.as_str()))
}

pub(super) fn message(facts: &Facts, email: &Email, name: &str, kind: NoticeKind) -> String {
    if let Some(reply) = &facts.reply {
        return reply_message(facts, reply, email, name);
    }
    let greeting = called(name, email);
    let organiser = called(&facts.organiser_name, &facts.organiser_email);
    let news = news(facts, email, kind);
    let mut text = format!("Hello {greeting},\n\n{news}\n\n");
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            let _infallible = writeln!(text, "{label:<12}{value}");
        }
    };
    line("What:", &one_line(facts.title.as_str()));
    let times = facts.times;
    line(
        "When:",
        &clock::with_zone_name(times.start(), times.end(), &facts.zone),
    );
    line("Where:", &one_line(facts.location.as_str()));
    line(
        "Organiser:",
        &format!("{organiser} <{}>", facts.organiser_email.shown()),
    );
    if !facts.description.as_str().is_empty() {
        let _infallible = write!(text, "\n{}\n", facts.description);
    }
    text
}

/// A reply, for the organiser or for the participant in whose name it was given.
fn reply_subject(facts: &Facts, reply: &Reply, to: &Email) -> String {
    let title = one_line(facts.title.as_str());
    if reply.email == *to {
        return format!("Your reply: {title}");
    }
    format!(
        "{} {}: {title}",
        called(reply.name.as_str(), &reply.email),
        answered(reply)
    )
}

/// The same with all that there is to say.
fn reply_message(facts: &Facts, reply: &Reply, to: &Email, name: &str) -> String {
    let news = news(facts, to, NoticeKind::Reply);
    let mut text = format!("Hello {},\n\n{news}\n\n", called(name, to));
    let times = facts.times;
    let when = clock::with_zone_name(times.start(), times.end(), &facts.zone);
    let title = one_line(facts.title.as_str());
    let _infallible = write!(text, "{:<12}{title}\n{:<12}{when}\n", "What:", "When:");
    if !reply.note.as_str().is_empty() {
        let _infallible = write!(text, "\n{}\n", reply.note);
    }
    text
}

fn answered(reply: &Reply) -> &'static str {
    match reply.status {
        _ if reply.has_left => "left the meeting",
        Rsvp::Pending => "took the answer back",
        Rsvp::Accepted => "accepted",
        Rsvp::Declined => "declined",
        Rsvp::Tentative => "may come",
    }
}

/// What happened, in one sentence or two, as this recipient reads it. It names the acting person.
pub(super) fn news(facts: &Facts, to: &Email, kind: NoticeKind) -> String {
    let is_own = facts.organiser_email == *to;
    let organiser = called(&facts.organiser_name, &facts.organiser_email);
    let by = Deed::of(facts, &organiser);
    match kind {
        NoticeKind::Invitation => format!("{}{INVITES}", by.for_organiser()),
        NoticeKind::Update if facts.is_handed_over && is_own => {
            "You organise this meeting from now on.".to_owned()
        }
        NoticeKind::Update | NoticeKind::Transfer
            if facts.is_handed_over && facts.by.as_ref().is_some_and(|by| by.is(to)) =>
        {
            format!("{organiser} accepted your offer and organises this meeting from now on.")
        }
        NoticeKind::Transfer if is_own => format!(
            "{} declined your offer to transfer this meeting. You stay its organiser.",
            by.name
        ),
        NoticeKind::Transfer => format!(
            "{} offers to transfer this meeting to you. Accept or decline within {} days; nothing changes \
             until you accept.",
            by.name,
            OFFER_LIFETIME.whole_days()
        ),
        NoticeKind::Update if facts.is_handed_over => {
            format!("{} transferred this meeting to {organiser}.", by.name)
        }
        NoticeKind::Update if is_own => format!("{} changed your meeting.", by.name),
        NoticeKind::Update => format!("{}{CHANGED}", by.for_organiser()),
        NoticeKind::Cancellation if facts.goes_on && by.is_organiser => {
            "You are no longer invited to this meeting; it takes place without you.".to_owned()
        }
        NoticeKind::Cancellation if facts.goes_on => format!(
            "{} removed you from this meeting; it takes place without you.",
            by.for_organiser()
        ),
        NoticeKind::Cancellation if is_own => {
            format!(
                "{} cancelled your meeting. It no longer takes place.",
                by.name
            )
        }
        NoticeKind::Cancellation if by.is_organiser => {
            "This meeting no longer takes place.".to_owned()
        }
        NoticeKind::Cancellation => format!(
            "{} cancelled this meeting. It no longer takes place.",
            by.for_organiser()
        ),
        NoticeKind::Reminder if is_own => "A reminder of your meeting.".to_owned(),
        NoticeKind::Reminder => {
            format!("A reminder of a meeting that {organiser} invited you to.")
        }
        NoticeKind::Reply => facts
            .reply
            .as_ref()
            .map_or_else(String::new, |reply| reply_news(facts, reply, to, &by)),
        NoticeKind::EmailVerification
        | NoticeKind::PasswordReset
        | NoticeKind::EmailChange
        | NoticeKind::EmailChanged => String::new(),
    }
}

fn reply_news(facts: &Facts, reply: &Reply, to: &Email, by: &Deed) -> String {
    if reply.email == *to {
        let set = match reply.status {
            Rsvp::Pending => "took your reply to this meeting back",
            Rsvp::Accepted => "set your reply to this meeting to yes",
            Rsvp::Declined => "set your reply to this meeting to no",
            Rsvp::Tentative => "set your reply to this meeting to maybe",
        };
        return format!("{} {set}.", by.for_organiser());
    }
    let answer = match reply.status {
        _ if reply.has_left => "left your meeting",
        Rsvp::Accepted => "accepted your invitation",
        Rsvp::Declined => "declined your invitation",
        Rsvp::Tentative => "may come to your meeting",
        Rsvp::Pending => "took the answer to your invitation back",
    };
    let replier = called(reply.name.as_str(), &reply.email);
    match &facts.by {
        Some(acting) if !acting.is(&reply.email) => {
            format!("{} recorded for {replier}: {replier} {answer}.", by.name)
        }
        _ => format!("{replier} {answer}."),
    }
}

/// The acting person in words.
struct Deed<'a> {
    name: String,
    organiser: &'a str,
    is_organiser: bool,
}

impl<'a> Deed<'a> {
    fn of(facts: &Facts, organiser: &'a str) -> Self {
        let role = facts.by.as_ref().map(|by| by.role);
        let name = match (role, &facts.by) {
            (Some(ActingRole::Staff | ActingRole::CommandLine), _) => "An administrator".to_owned(),
            (Some(ActingRole::Server), _) => "The server".to_owned(),
            (_, Some(by)) => plain_name(&by.name).unwrap_or_else(|| {
                let email = by.email.as_ref();
                email.map_or_else(|| organiser.to_owned(), |email| email.shown().into_owned())
            }),
            (_, None) => organiser.to_owned(),
        };
        let is_organiser = match role {
            // After a transfer it is the former one.
            Some(ActingRole::Organiser) => !facts.is_handed_over,
            None => true,
            Some(_) => false,
        };
        Self {
            name,
            organiser,
            is_organiser,
        }
    }

    /// The subject of a sentence: "Cleo Ortiz, for Ann Lee,".
    fn for_organiser(&self) -> String {
        if self.is_organiser || self.name == self.organiser {
            self.organiser.to_owned()
        } else {
            format!("{}, for {},", self.name, self.organiser)
        }
    }
}

/// An update in the words of an invitation: the same facts, told for the first time.
pub(super) fn as_invitation(update: Notice) -> Notice {
    match &update.facts {
        Some(facts) => Notice {
            kind: NoticeKind::Invitation,
            subject: subject(facts, &update.email, NoticeKind::Invitation),
            message: message(facts, &update.email, &update.name, NoticeKind::Invitation),
            ..update
        },
        None => reworded(update),
    }
}

/// [`as_invitation`] for what an earlier version queued, with nothing but its words.
fn reworded(update: Notice) -> Notice {
    // The greeting, the news, the facts; the first two are a line each.
    let mut parts = update.message.splitn(3, "\n\n");
    let message = match (parts.next(), parts.next(), parts.next()) {
        (Some(greeting), Some(news), Some(facts)) => {
            let who = news.strip_suffix(CHANGED);
            who.map(|who| format!("{greeting}\n\n{who}{INVITES}\n\n{facts}"))
        }
        _ => None,
    };
    let title = update.subject.strip_prefix(UPDATED);
    Notice {
        kind: NoticeKind::Invitation,
        subject: title.map_or_else(
            || update.subject.clone(),
            |title| format!("{INVITED}{title}"),
        ),
        message: message.unwrap_or(update.message),
        ..update
    }
}
