//! What an address that gets no e-mails is still sent.

use crate::notifications::NoticeKind;

/// Whether an e-mail of this kind goes to an address that opted out. Only changes and the end of what the
/// recipient accepted do: who relies on a meeting must learn that it moves.
///
/// Without an invitation (`has_accepted` is `None`) only the end of the meeting is left to be told, and
/// only if the recipient `was_told` of a meeting that had not ended for them before.
pub fn is_still_sent(kind: NoticeKind, has_accepted: Option<bool>, was_told: bool) -> bool {
    match kind {
        NoticeKind::EmailVerification
        | NoticeKind::PasswordReset
        | NoticeKind::EmailChange
        | NoticeKind::EmailChanged => true,
        NoticeKind::Invitation
        | NoticeKind::Reminder
        | NoticeKind::Reply
        | NoticeKind::Transfer => false,
        NoticeKind::Update => has_accepted == Some(true),
        NoticeKind::Cancellation => has_accepted.unwrap_or(was_told),
    }
}

#[cfg(test)]
mod tests {
    use NoticeKind::{
        Cancellation, EmailChange, EmailChanged, EmailVerification, Invitation, PasswordReset,
        Reminder, Reply, Transfer, Update,
    };

    use super::*;

    #[test]
    fn only_what_was_accepted_is_still_told() {
        for (kind, accepted, pending, gone) in [
            (Invitation, false, false, false),
            (Reminder, false, false, false),
            (Reply, false, false, false),
            (Transfer, false, false, false),
            (Update, true, false, false),
            (Cancellation, true, false, true),
            (EmailVerification, true, true, true),
            (PasswordReset, true, true, true),
            (EmailChange, true, true, true),
            (EmailChanged, true, true, true),
        ] {
            assert_eq!(is_still_sent(kind, Some(true), true), accepted, "{kind:?}");
            assert_eq!(is_still_sent(kind, Some(false), true), pending, "{kind:?}");
            assert_eq!(is_still_sent(kind, None, true), gone, "{kind:?}");
        }
        assert!(!is_still_sent(Cancellation, None, false));
    }
}
