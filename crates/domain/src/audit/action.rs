//! What can be done, as one table: whoever adds an action adds a line here and nowhere else.

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident => $word:literal,)*) => {
        /// What somebody did.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $variant,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As it is stored and shown: `<what>.<verb>`. A word that was released never changes.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

actions! {
    /// A meeting was planned.
    MeetingCreate => "meeting.create",
    /// Its details were changed.
    MeetingUpdate => "meeting.update",
    /// It was called off.
    MeetingCancel => "meeting.cancel",
    /// That was taken back.
    MeetingReopen => "meeting.reopen",
    /// It was taken away.
    MeetingDelete => "meeting.delete",
    /// Another user organises it from now on.
    MeetingHandOver => "meeting.hand_over",
    /// It was offered to another user.
    MeetingTransferOffer => "meeting.transfer_offer",
    /// The offer was withdrawn.
    MeetingTransferWithdraw => "meeting.transfer_withdraw",
    /// The offered user declined.
    MeetingTransferDecline => "meeting.transfer_decline",
    /// A mail to everybody who is invited was asked for.
    MeetingNotify => "meeting.notify",
    /// Somebody was added.
    ParticipantInvite => "participant.invite",
    /// Somebody was taken out.
    ParticipantRemove => "participant.remove",
    /// Somebody left.
    ParticipantLeave => "participant.leave",
    /// Somebody answered, or somebody else did for them.
    ParticipantAnswer => "participant.answer",
    /// Somebody became a co-organiser or is none any more.
    ParticipantUpdate => "participant.update",
    /// The secret link was replaced.
    ParticipantRenewLink => "participant.renew_link",
    /// A mail was to be sent once more.
    NotificationResend => "notification.resend",
    /// Staff made an account, or somebody at the machine a superuser.
    UserCreate => "user.create",
    /// Staff changed what is said about somebody.
    UserUpdate => "user.update",
    /// Staff changed what somebody may do in the administration.
    UserAccess => "user.access",
    /// Staff shut somebody out.
    UserDeactivate => "user.deactivate",
    /// Staff let somebody in again.
    UserReactivate => "user.reactivate",
    /// Staff had a link mailed by which somebody chooses a password.
    UserResetMail => "user.reset_mail",
    /// Staff logged somebody out everywhere.
    UserEndSessions => "user.end_sessions",
    /// A mail was taken out of the queue.
    NotificationGiveUp => "notification.give_up",
    /// An account was taken away.
    UserDelete => "user.delete",
    /// The owner of an address took it back from an account that was registered with it.
    UserDisown => "user.disown",
    /// The owner of an account gave it another address.
    UserChangeEmail => "user.change_email",
    /// The owner of the former address took that change back.
    UserUndoEmail => "user.undo_email",
    /// Somebody at the machine took all that is kept of an account.
    UserExport => "user.export",
    /// A role was made.
    RoleCreate => "role.create",
    /// A role was changed.
    RoleUpdate => "role.update",
    /// A role was taken away, from its users as well.
    RoleDelete => "role.delete",
    /// The settings of the instance were changed.
    SettingsUpdate => "settings.update",
    /// All data was copied.
    BackupCreate => "backup.create",
    /// This database was made of such a copy.
    BackupRestore => "backup.restore",
}

impl Action {
    /// By its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_word_names_one_action() {
        let words: HashSet<_> = Action::ALL.iter().map(|one| one.word()).collect();
        assert_eq!(words.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(Action::parse(action.word()), Some(*action));
            let (what, verb) = action.word().split_once('.').unwrap();
            assert!(!what.is_empty() && !verb.is_empty());
        }
        assert_eq!(Action::parse("meeting"), None);
    }
}
