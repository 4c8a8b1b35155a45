//! A mail as it goes over the wire (RFC 5322), the same for a file and for a mail server.

use lettre::address::AddressError;
use lettre::message::header::{
    ContentType, ContentTypeErr, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, error::Error};
use scheduler_domain::notifications::{CalendarFile, Content, Mail};
use scheduler_domain::text::{one_line, plain_name};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::Sender;
use super::body::{Body, body};
use super::words::{encoded_words, lines};

/// Why a mail cannot be put into words; another attempt would not help.
#[derive(Debug, Error)]
pub(super) enum MessageFault {
    #[error("the address is not one that mail can be sent to")]
    Address(#[source] AddressError),
    #[error("the mail cannot be written")]
    Message(#[source] Error),
    #[error("the mail cannot be laid out")]
    Layout(#[source] askama::Error),
    #[error("a part cannot be named")]
    Part(#[source] ContentTypeErr),
}

/// Equal mails get the same `Message-ID` from the same sender, so that a mail that is sent twice
/// is recognised. Mail programs offer to stop e-mails about meetings (RFC 8058). What calendars read is there twice (RFC 6047 §3): beside the words, where mail
/// programs offer to answer, and as a file, for those that know only files.
pub(super) fn message(from: &Sender, mail: &Mail) -> Result<Message, MessageFault> {
    let address: Address = mail.to.as_str().parse().map_err(MessageFault::Address)?;
    let to = Mailbox::new(plain_name(&mail.name), address);
    let subject = one_line(&mail.subject);
    let author = author(mail);
    // A name that is an address, but not the one beside it, is what forgers write.
    let from_shown = match author.as_ref().and_then(|author| author.name.as_deref()) {
        Some(name) => from.on_behalf_of(name),
        None => from.0.clone(),
    };
    let mut builder = Message::builder()
        .from(from_shown.clone())
        .to(to.clone())
        .subject(subject.clone())
        .message_id(Some(message_id(from, mail)))
        // Keeps holiday notices from being sent back (RFC 3834 §5); Exchange knows its own word.
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "OOF, AutoReply"))
        .header(MIME_VERSION_1_0);
    if let Some(author) = &author {
        builder = builder.reply_to(author.clone());
    }
    if let Some(url) = &mail.unsubscribe_url {
        builder = builder
            .raw_header(raw("List-Unsubscribe", &format!("<{url}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let mut message = builder
        .multipart(parts(mail)?)
        .map_err(MessageFault::Message)?;
    let boxes = [
        ("From", Some(from_shown)),
        ("To", Some(to)),
        ("Reply-To", author),
    ];
    for (header, mailbox) in boxes {
        if let Some(value) = mailbox
            .as_ref()
            .and_then(|mailbox| literal(header, mailbox))
        {
            message.headers_mut().insert_raw(value);
        }
    }
    if looks_encoded(&subject) {
        let encoded = encoded_words(&subject);
        let value = HeaderValue::dangerous_new_pre_encoded(name_of("Subject"), subject, encoded);
        message.headers_mut().insert_raw(value);
    }
    Ok(message)
}

/// Who speaks, where it is somebody: the organiser, or who answered. Replies go there.
fn author(mail: &Mail) -> Option<Mailbox> {
    let Content::Meeting(content) = &mail.content else {
        return None;
    };
    let reply = content
        .reply
        .as_ref()
        .filter(|reply| reply.email != mail.to);
    let (email, name) = match reply {
        Some(reply) => (&reply.email, plain_name(reply.name.as_str())),
        None if mail.to == content.organiser.email => return None,
        None => (
            &content.organiser.email,
            plain_name(&content.organiser.name),
        ),
    };
    let address = email.as_str().parse().ok()?;
    Some(Mailbox::new(name, address))
}

fn parts(mail: &Mail) -> Result<MultiPart, MessageFault> {
    let Body { text, html } = body(mail).map_err(MessageFault::Layout)?;
    let both = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &text))
        .singlepart(part(ContentType::TEXT_HTML, &html));
    let calendar = match &mail.content {
        Content::Meeting(content) => content.calendar.as_ref(),
        Content::Plain(_) => None,
    };
    let Some(CalendarFile { method, text }) = calendar else {
        return Ok(both);
    };
    let kind = |kind: String| ContentType::parse(&kind).map_err(MessageFault::Part);
    let method = method.name();
    let beside = kind(format!("text/calendar; method={method}; charset=utf-8"))?;
    let file = kind(format!(
        "application/ics; name=\"invite.ics\"; method={method}; charset=utf-8"
    ))?;
    Ok(MultiPart::mixed()
        .multipart(both.singlepart(part(beside, text)))
        .singlepart(Attachment::new("invite.ics".to_owned()).body(lines(text), file)))
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(lines(text))
}

/// Whether a reader would decode it although nobody encoded it (RFC 2047 §5). Many do so between
/// quotes too, where they should not.
fn looks_encoded(text: &str) -> bool {
    text.contains("=?")
}

/// A mailbox whose name shows as it was written, where the library would not see to that.
fn literal(header: &'static str, mailbox: &Mailbox) -> Option<HeaderValue> {
    let name = mailbox.name.as_deref().filter(|name| looks_encoded(name))?;
    let encoded = format!("{}\r\n <{}>", encoded_words(name), mailbox.email);
    Some(HeaderValue::dangerous_new_pre_encoded(
        name_of(header),
        mailbox.to_string(),
        encoded,
    ))
}

fn raw(header: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(name_of(header), value.to_owned())
}

fn name_of(header: &'static str) -> HeaderName {
    HeaderName::new_from_ascii_str(header)
}

/// The number alone would come again with a new database, and mail servers drop what they have
/// seen.
fn message_id(from: &Sender, mail: &Mail) -> String {
    let digest: [u8; 32] = Sha256::new_with_prefix(mail.to.as_str())
        .chain_update([0])
        .chain_update(&mail.subject)
        .chain_update([0])
        .chain_update(mail.queued_at.unix_timestamp_nanos().to_be_bytes())
        .finalize()
        .into();
    let (mark, _rest) = digest.split_at(8);
    let mark = mark
        .iter()
        .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    format!("<{}.{mark:016x}@{}>", mail.id, from.0.email.domain())
}

#[cfg(test)]
pub(super) mod tests;
