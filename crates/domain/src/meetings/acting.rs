//! The person who acts on a meeting, as the people read it whom the act concerns.

use super::Meeting;
use crate::audit::By;
use crate::auth::{Actor, Reach};
use crate::participants::Participant;
use crate::text::Email;

/// In which role an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActingRole {
    /// The organiser.
    Organiser,
    /// A participant who may edit.
    CoOrganiser,
    /// Any other participant with an account.
    Participant,
    /// A participant by the link of a mail.
    Guest,
    /// Staff, by a permission over all meetings.
    Staff,
    /// A command on the machine of the server.
    CommandLine,
    /// The server itself.
    Server,
}

impl ActingRole {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Organiser,
        Self::CoOrganiser,
        Self::Participant,
        Self::Guest,
        Self::Staff,
        Self::CommandLine,
        Self::Server,
    ];

    /// As it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Organiser => "organiser",
            Self::CoOrganiser => "co_organiser",
            Self::Participant => "participant",
            Self::Guest => "guest",
            Self::Staff => "staff",
            Self::CommandLine => "command_line",
            Self::Server => "server",
        }
    }

    /// By its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// The acting person: part of every event of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActingPerson {
    /// In which role.
    pub role: ActingRole,
    /// The address that gets no mail about the act, if there is one.
    pub email: Option<Email>,
    /// The name that others read, may be empty. Staff stays unnamed.
    pub name: String,
}

impl ActingPerson {
    /// The server itself.
    pub fn server() -> Self {
        Self::unnamed(ActingRole::Server, None)
    }

    /// The guest who holds the link of this participant.
    pub fn guest(participant: &Participant) -> Self {
        Self {
            role: ActingRole::Guest,
            email: Some(participant.email.clone()),
            name: participant.name.to_string(),
        }
    }

    /// The former organiser of a meeting that another user organises now.
    pub fn former_organiser(participant: &Participant) -> Self {
        Self {
            role: ActingRole::Organiser,
            email: Some(participant.email.clone()),
            name: participant.name.to_string(),
        }
    }

    fn unnamed(role: ActingRole, email: Option<Email>) -> Self {
        Self {
            role,
            email,
            name: String::new(),
        }
    }

    /// The address of the account that acts; none of a guest and of the server.
    pub fn account(&self) -> Option<&Email> {
        match self.role {
            ActingRole::Guest | ActingRole::Server => None,
            _ => self.email.as_ref(),
        }
    }

    /// Whether this is the person with that address.
    pub fn is(&self, email: &Email) -> bool {
        self.email.as_ref() == Some(email)
    }
}

impl Meeting {
    /// What this actor is for the meeting. Staff that organises it or takes part in it acts as that.
    pub fn acting_person(&self, actor: &Actor) -> ActingPerson {
        let invitation = self.invitation_of(actor);
        let role = match invitation {
            _ if self.is_organised_by(actor) => ActingRole::Organiser,
            Some(own) if own.is_co_organiser => ActingRole::CoOrganiser,
            Some(_) if actor.reach < Reach::EditsAll => ActingRole::Participant,
            _ => return ActingPerson::unnamed(ActingRole::Staff, actor.address().cloned()),
        };
        ActingPerson {
            role,
            email: Some(actor.email.clone()),
            name: actor.name.clone(),
        }
    }

    /// The acting person by what the audit log knows: the organiser, or staff that may do what the
    /// organiser may.
    pub fn acting_by(&self, by: &By) -> ActingPerson {
        match by {
            By::User(id) if *id == self.organiser.user_id => ActingPerson {
                role: ActingRole::Organiser,
                email: Some(self.organiser.email.clone()),
                name: self.organiser.name.clone(),
            },
            By::User(id) => {
                let is_own = |participant: &&Participant| {
                    let user = participant.user;
                    user.is_some_and(|user| user.id == *id && user.is_verified)
                };
                let own = self.participants.iter().find(is_own);
                ActingPerson::unnamed(ActingRole::Staff, own.map(|own| own.email.clone()))
            }
            By::Guest(email) => ActingPerson::unnamed(ActingRole::Guest, Some(email.clone())),
            By::CommandLine => ActingPerson::unnamed(ActingRole::CommandLine, None),
            By::Server => ActingPerson::server(),
        }
    }

    /// The acting person where `by` takes away the account of `who`.
    pub fn acting_on_account(&self, by: &By, who: &Actor) -> ActingPerson {
        if *by == By::from(who) {
            self.acting_person(who)
        } else {
            self.acting_by(by)
        }
    }
}
