//! Mails in words, for who reads them without getting them.

use scheduler_domain::notifications::{Letter, Letters, Mail};
use scheduler_domain::store::StoreError;
use scheduler_domain::text::one_line;

use super::body::body;

/// By the templates that are sent, too.
pub struct MailTemplates;

impl Letters for MailTemplates {
    fn write(&self, mail: &Mail) -> Result<Letter, StoreError> {
        let body = body(mail).map_err(|fault| StoreError::Corrupt(fault.to_string()))?;
        Ok(Letter {
            subject: one_line(&mail.subject),
            text: body.text,
            html: Some(body.html),
        })
    }
}
