//! Takes an account away for good.

use std::io::{BufRead, IsTerminal, Write};

use scheduler_domain::admin::{DeleteUser, DeleteUserError, DeletedUser, Fate, delete_user};
use scheduler_domain::auth::find_user;
use scheduler_domain::text::Email;

use super::export::{nobody, who};
use super::{Failure, say};
use crate::config::Config;
use crate::wiring;

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Deletion {
    /// An address or an id.
    pub(crate) user: String,
    /// Nobody is asked.
    pub(crate) is_sure: bool,
    /// What is to come of its meetings is called off, and the rest goes.
    pub(crate) cancels_meetings: bool,
    /// The address of who gets them.
    pub(crate) heir: Option<String>,
}

impl Deletion {
    fn fate(&self) -> Result<Option<Fate>, Failure> {
        match (&self.heir, self.cancels_meetings) {
            (Some(_), true) => {
                let why = "--hand-over-to and --cancel-meetings exclude each other";
                Err(Failure::Usage(why.to_owned()))
            }
            (Some(heir), false) => Email::parse(heir)
                .map(|heir| Some(Fate::HandOver(heir)))
                .map_err(|fault| Failure::Usage(format!("{heir}: {fault}"))),
            (None, cancels) => Ok(cancels.then_some(Fate::Cancel)),
        }
    }
}

pub(super) fn run(config: &Config, deletion: &Deletion) -> Result<(), Failure> {
    let user = &deletion.user;
    let cmd = DeleteUser {
        who: who(user)?,
        fate: deletion.fate()?,
        verify: config.email_verification,
    };
    let store = wiring::existing_store(config)?;
    if !deletion.is_sure {
        let found = find_user(&*store, &cmd.who)?.ok_or_else(|| nobody(user))?;
        confirm(&format!("{} ({})", found.email, found.id))?;
    }
    let deleted = delete_user(&*store, &wiring::ctx_of(config), &cmd)
        .map_err(|error| refusal(deletion, error))?;
    say(std::io::stdout(), &told(&deleted));
    Ok(())
}

fn refusal(deletion: &Deletion, error: DeleteUserError) -> Failure {
    let user = &deletion.user;
    let heir = deletion.heir.as_deref().unwrap_or_default();
    Failure::Refused(match error {
        DeleteUserError::NotFound => return nobody(user),
        DeleteUserError::HasMeetings(count) => format!(
            "{user} organises {} to come. --hand-over-to ADDRESS hands all meetings over; \
             --cancel-meetings calls off what is to come.",
            meetings(count)
        ),
        DeleteUserError::LastSuperuser => {
            format!("{user} is the last superuser; make another one before.")
        }
        DeleteUserError::NoHeir => {
            format!("{heir} is no other active account with a verified address.")
        }
        DeleteUserError::Conflict(clashes) => format!(
            "{heir} is busy during meetings that allow no conflict ({} found); nothing was deleted.",
            clashes.len()
        ),
        DeleteUserError::TooManyParticipants => format!(
            "A meeting of {user} has no place left for one more participant; nothing was deleted."
        ),
        DeleteUserError::Quota(_) => {
            format!("{heir} has no room for the meetings of {user}; nothing was deleted.")
        }
        DeleteUserError::Raced => {
            format!("{user} was changed at the same time; nothing was deleted.")
        }
        DeleteUserError::Store(error) => return Failure::Store(error),
    })
}

fn told(deleted: &DeletedUser) -> String {
    let DeletedUser {
        user,
        cancelled,
        handed_over,
    } = deleted;
    let (email, id) = (&user.email, user.id);
    match (cancelled, handed_over) {
        (0, 0) => format!("Deleted {email} ({id})."),
        (0, count) => format!(
            "Deleted {email} ({id}), and handed {} over.",
            meetings(*count)
        ),
        (count, _) => format!(
            "Deleted {email} ({id}), and called off {}.",
            meetings(*count)
        ),
    }
}

fn meetings(count: usize) -> String {
    match count {
        1 => "1 meeting".to_owned(),
        many => format!("{many} meetings"),
    }
}

fn confirm(account: &str) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        let why = "there is no terminal to ask: give --yes";
        return Err(Failure::Usage(why.to_owned()));
    }
    let mut terminal = std::io::stderr();
    write!(
        terminal,
        "Delete the account {account} and everything of it, for good? (yes/no) "
    )
    .map_err(Failure::io("the terminal"))?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Failure::io("standard input"))?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        Ok(())
    } else {
        Err(Failure::Refused("Nothing was deleted.".to_owned()))
    }
}
