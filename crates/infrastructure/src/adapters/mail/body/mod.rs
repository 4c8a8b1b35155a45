//! The words of a mail, as text and as HTML. What it says comes from the domain; how that is said is
//! in the templates, which escape whatever is HTML.

use askama::Template;
use scheduler_domain::notifications::{
    Action, Answer, Content, Mail, MeetingContent, MoreReply, NoticeKind, PlainContent, Told,
};
use scheduler_domain::participants::Rsvp;
use scheduler_domain::text::{Email, called, one_line};

use super::words::{cut, readable};

/// Of a description in HTML. Mail programs cut what is longer than 100 kB, buttons and all.
const MOST_CHARS: usize = 3_000;

/// Both forms of a mail.
pub(super) struct Body {
    pub(super) text: String,
    pub(super) html: String,
}

/// At most 60 kB of HTML, however long the texts are.
pub(super) fn body(mail: &Mail) -> Result<Body, askama::Error> {
    match &mail.content {
        Content::Meeting(content) => {
            let page = MeetingPage::new(mail, content);
            Ok(Body {
                text: ended(&MeetingText { page: &page }.render()?),
                html: MeetingHtml { page: &page }.render()?,
            })
        }
        Content::Plain(content) => {
            let page = PlainPage::new(mail, content);
            Ok(Body {
                text: ended(&PlainText { page: &page }.render()?),
                html: PlainHtml { page: &page }.render()?,
            })
        }
    }
}

fn ended(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

#[derive(Template)]
#[template(path = "mail/meeting.html")]
struct MeetingHtml<'a> {
    page: &'a MeetingPage<'a>,
}

#[derive(Template)]
#[template(path = "mail/meeting.txt")]
struct MeetingText<'a> {
    page: &'a MeetingPage<'a>,
}

#[derive(Template)]
#[template(path = "mail/plain.html")]
struct PlainHtml<'a> {
    page: &'a PlainPage<'a>,
}

#[derive(Template)]
#[template(path = "mail/plain.txt")]
struct PlainText<'a> {
    page: &'a PlainPage<'a>,
}

/// What both templates of a mail about a meeting show. Everything but `description` and `note` is
/// one line.
struct MeetingPage<'a> {
    subject: String,
    /// What a mail program shows beside the subject.
    preheader: String,
    greeting: String,
    /// What happened, in one sentence.
    news: String,
    /// The kind, in a word.
    label: &'static str,
    is_cancelled: bool,
    content: &'a MeetingContent,
    facts: Vec<Row>,
    description: String,
    note: String,
    /// Where to read on, if the description is too long for HTML.
    rest_url: Option<&'a str>,
    question: Option<Question>,
    footer: String,
    unsubscribe_url: Option<&'a str>,
    more_replies: Vec<MoreReply>,
}

/// A fact with its label.
struct Row {
    label: &'static str,
    now: String,
    was: Option<String>,
    /// Said by the way.
    is_second: bool,
    /// Where the fact is itself an address.
    url: Option<String>,
}

impl Row {
    /// As wide in text as the widest, so that facts stand below each other.
    fn padded_label(&self) -> String {
        match self.label {
            "" => " ".repeat(12),
            label => format!("{:<12}", format!("{label}:")),
        }
    }

    fn is_time(&self) -> bool {
        matches!(self.label, "When" | "")
    }

    /// Lines end after the day and not within hours or a zone.
    fn unbroken(&self, words: &str) -> String {
        if self.is_time() {
            words
                .replace(" – ", "\u{a0}–\u{a0}")
                .replace(" time)", "\u{a0}time)")
        } else {
            words.to_owned()
        }
    }
}

/// Whether the recipient comes.
struct Question {
    words: &'static str,
    url: String,
    yes: String,
    maybe: String,
    no: String,
}

impl<'a> MeetingPage<'a> {
    fn new(mail: &'a Mail, content: &'a MeetingContent) -> Self {
        let organiser = called(&content.organiser.name, &content.organiser.email);
        let is_of_recipient = is_reply_of(content, &mail.to);
        let of_another = content.reply.as_ref().filter(|_| !is_of_recipient);
        let replier = of_another.map(|reply| called(reply.name.as_str(), &reply.email));
        let is_own = mail.to == content.organiser.email;
        let description = readable(&content.description);
        let is_long = cut(&description, MOST_CHARS).1;
        let answer_url = content.answer.as_ref().map(|answer| &*answer.url);
        let page_url = content.page_url.as_deref();
        let note = content.reply.as_ref().map(|reply| reply.note.as_str());
        let place = match content.location.now.as_str() {
            "" => String::new(),
            place => format!(" · {}", one_line(place)),
        };
        Self {
            subject: one_line(&mail.subject),
            preheader: format!("{}{place}", content.when.now),
            greeting: called(&mail.name, &mail.to),
            news: one_line(&content.news),
            label: label(mail.kind, content),
            is_cancelled: mail.kind == NoticeKind::Cancellation,
            facts: facts(content, &organiser),
            description,
            note: readable(note.unwrap_or_default()),
            rest_url: page_url.or(answer_url).filter(|_| is_long),
            question: content.answer.as_ref().map(Question::new),
            footer: match replier {
                Some(replier) => format!(
                    "You get this mail because you organise this meeting. If you reply, \
                     {replier} reads it."
                ),
                None if is_own => "You get this mail because you organise this meeting.".to_owned(),
                None if mail.kind == NoticeKind::Transfer => format!(
                    "You get this mail because of the transfer of this meeting. If you reply, \
                     {organiser} reads it."
                ),
                None => format!(
                    "You get this mail because {organiser} invited {}. If you reply, {organiser} \
                     reads it.",
                    mail.to.shown()
                ),
            },
            unsubscribe_url: mail.unsubscribe_url.as_deref(),
            more_replies: content.more_replies.iter().map(shown).collect(),
            content,
        }
    }

    /// As much of it as HTML holds.
    fn short_description(&self) -> std::str::Lines<'_> {
        cut(&self.description, MOST_CHARS).0.lines()
    }

    fn is_cut(&self) -> bool {
        cut(&self.description, MOST_CHARS).1
    }
}

/// The kind, in a word.
fn label(kind: NoticeKind, content: &MeetingContent) -> &'static str {
    match kind {
        NoticeKind::Invitation => "Invitation",
        NoticeKind::Update => "Update",
        NoticeKind::Cancellation if content.goes_on => "No longer invited",
        NoticeKind::Cancellation => "Cancelled",
        NoticeKind::Reply => "Answer",
        NoticeKind::Transfer => "Transfer",
        NoticeKind::Reminder
        | NoticeKind::EmailVerification
        | NoticeKind::PasswordReset
        | NoticeKind::EmailChange
        | NoticeKind::EmailChanged => "Reminder",
    }
}

/// As people wrote it, so that it stays in its place.
fn shown(reply: &MoreReply) -> MoreReply {
    MoreReply {
        news: one_line(&reply.news),
        note: readable(&reply.note),
    }
}

/// Whether it tells the recipient of the own reply, which another person set.
fn is_reply_of(content: &MeetingContent, recipient: &Email) -> bool {
    content
        .reply
        .as_ref()
        .is_some_and(|reply| reply.email == *recipient)
}

fn facts(content: &MeetingContent, organiser: &str) -> Vec<Row> {
    let row = |label, now: &str, was: &Option<String>| Row {
        label,
        now: now.to_owned(),
        was: was.clone(),
        is_second: label.is_empty(),
        url: None,
    };
    let mut rows = vec![row("When", &content.when.now, &content.when.was)];
    rows.extend(content.when_planned.as_ref().map(|now| row("", now, &None)));
    let Told { now, was } = &content.location;
    if now.is_empty() && was.is_some() {
        rows.push(row("Where", "no place any more", was));
    } else if !now.is_empty() {
        rows.push(Row {
            url: web_address(now),
            ..row("Where", now, was)
        });
    }
    let email = content.organiser.email.shown();
    let organiser = if organiser == email {
        email.into_owned()
    } else {
        format!("{organiser} <{email}>")
    };
    rows.push(row("Organiser", &organiser, &None));
    rows
}

/// A meeting in a browser: the whole text is one address.
fn web_address(text: &str) -> Option<String> {
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    (is_web && !text.contains(char::is_whitespace)).then(|| text.to_owned())
}

impl Question {
    fn new(answer: &Answer) -> Self {
        Self {
            words: match answer.status {
                Rsvp::Pending => "Will you come?",
                Rsvp::Accepted => "You said yes. Is it still so?",
                Rsvp::Tentative => "You said maybe. Do you know more?",
                Rsvp::Declined => "You said no. Is it still so?",
            },
            url: answer.url.clone(),
            yes: answer.url_as_told(Rsvp::Accepted),
            maybe: answer.url_as_told(Rsvp::Tentative),
            no: answer.url_as_told(Rsvp::Declined),
        }
    }
}

/// What both templates of every other mail show.
struct PlainPage<'a> {
    subject: String,
    preheader: String,
    text: String,
    action: Option<&'a Action>,
}

impl<'a> PlainPage<'a> {
    fn new(mail: &Mail, content: &'a PlainContent) -> Self {
        let text = readable(content.text.trim_end());
        Self {
            subject: one_line(&mail.subject),
            preheader: one_line(cut(&text, 150).0),
            text,
            action: content.action.as_ref(),
        }
    }

    /// As much as HTML holds; what is longer is about a meeting and has a page.
    fn paragraphs(&self) -> impl Iterator<Item = std::str::Lines<'_>> {
        let short = cut(&self.text, MOST_CHARS).0;
        short.split("\n\n").map(str::lines)
    }

    fn is_cut(&self) -> bool {
        cut(&self.text, MOST_CHARS).1
    }
}

#[cfg(test)]
pub(super) mod tests;
