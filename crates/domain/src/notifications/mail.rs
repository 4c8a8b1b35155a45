//! A mail as it is handed to a mail server: what it says, not how it looks.

use time::UtcDateTime;

use super::{NoticeKind, Reply};
use crate::calendar::Method;
use crate::ids::NotificationId;
use crate::participants::Rsvp;
use crate::text::Email;

/// A mail as it is handed to a mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The same at each attempt, so that a mail that is sent twice is recognised.
    pub id: NotificationId,
    /// The same at each attempt, but not when somebody wants the mail to be sent once more.
    pub queued_at: UtcDateTime,
    /// To whom.
    pub to: Email,
    /// How to address them, may be empty.
    pub name: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// One line, the same at each attempt.
    pub subject: String,
    /// What it says.
    pub content: Content,
    /// The page where the recipient stops e-mails from this server, absolute, with a slash at the end;
    /// nothing where the e-mail is about the recipient's account.
    pub unsubscribe_url: Option<String>,
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// About a meeting.
    Meeting(Box<MeetingContent>),
    /// About an account, or about a meeting in the words of an earlier version.
    Plain(PlainContent),
}

/// Words, and at most one thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainContent {
    /// Paragraphs, with an empty line between them.
    pub text: String,
    /// What to do.
    pub action: Option<Action>,
}

/// A link that is offered as a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Absolute.
    pub url: String,
    /// What happens there, in a few words.
    pub label: &'static str,
    /// How long it works, such as `three days`; nothing if it does not end.
    pub lifetime: Option<&'static str>,
}

/// What a mail says of a meeting. Times are in words, everything of one line is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingContent {
    /// What it is called.
    pub title: Told,
    /// When it is, on the recipient's clock.
    pub when: Told,
    /// The same on the clock by which it was planned, where that shows something else.
    pub when_planned: Option<String>,
    /// Where it is, may be empty.
    pub location: Told,
    /// What it is about, may be empty.
    pub description: String,
    /// Whether the description is another one than the person was told last.
    pub is_description_new: bool,
    /// Who organises it.
    pub organiser: Person,
    /// Whether it goes on without the recipient, where that is what is told.
    pub goes_on: bool,
    /// What happened, in a sentence that names the acting person.
    pub news: String,
    /// What somebody answered, where that is what is told.
    pub reply: Option<Reply>,
    /// What other participants replied, where that is told with it.
    pub more_replies: Vec<MoreReply>,
    /// The meeting's page, for who may see it there.
    pub page_url: Option<String>,
    /// How to answer, for who is asked.
    pub answer: Option<Answer>,
    /// Where the recipient leaves the meeting, for an address that gets no other e-mails.
    pub leave_url: Option<String>,
    /// What the recipient's calendar is told.
    pub calendar: Option<CalendarFile>,
}

/// A reply that is told with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoreReply {
    /// What was replied, in one sentence.
    pub news: String,
    /// What was said with it, may be empty.
    pub note: String,
}

/// A fact, and what the person was told of it last, if that was something else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What holds.
    pub now: String,
    /// What they were told; may be empty, where there was nothing.
    pub was: Option<String>,
}

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The address.
    pub email: Email,
    /// How to call them, never empty.
    pub name: String,
}

/// How a participant answers without an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The page for it, absolute, with a slash at the end.
    pub url: String,
    /// What they answered so far.
    pub status: Rsvp,
    /// The revision of the meeting that the mail tells of.
    pub sequence: i32,
}

/// A part of a mail that calendars read (RFC 6047).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFile {
    /// What the calendar shall do, as the text says too.
    pub method: Method,
    /// The file, with lines that end in CRLF.
    pub text: String,
}

impl Answer {
    /// The page with an answer that is chosen but not given.
    pub fn url_with(&self, status: Rsvp) -> String {
        let answer = match status {
            Rsvp::Pending => return self.url.clone(),
            Rsvp::Accepted => "accepted",
            Rsvp::Declined => "declined",
            Rsvp::Tentative => "tentative",
        };
        format!("{}?answer={answer}", self.url)
    }

    /// The same from a mail that may be pressed when the meeting has moved: the page then chooses nothing.
    pub fn url_as_told(&self, status: Rsvp) -> String {
        format!("{}&sequence={}", self.url_with(status), self.sequence)
    }
}
