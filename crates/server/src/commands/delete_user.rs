//! Takes an account away for good.

use std::io::{BufRead, IsTerminal, Write};

use scheduler_domain::auth::{DeleteUser, DeleteUserError, DeletedUser, delete_user, find_user};
use scheduler_domain::store::StoreError;

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
    pub(crate) cancels_meetings: bool,
}

pub(super) fn run(config: &Config, deletion: &Deletion) -> Result<(), Failure> {
    let user = &deletion.user;
    let cmd = DeleteUser {
        who: who(user)?,
        cancels_meetings: deletion.cancels_meetings,
    };
    let database = wiring::existing_database(config)?;
    if !deletion.is_sure {
        let found = find_user(&*database, &cmd.who)?.ok_or_else(|| nobody(user))?;
        confirm(&format!("{} ({})", found.email, found.id))?;
    }
    let ctx = wiring::ctx_of(config);
    let verify = config.email_verification;
    let deleted = wiring::patiently(|| match delete_user(&*database, &ctx, verify, &cmd) {
        Err(DeleteUserError::Store(StoreError::Busy)) => Err(StoreError::Busy),
        done => Ok(done),
    })?;
    let deleted = deleted.map_err(|error| match error {
        DeleteUserError::NotFound => nobody(user),
        DeleteUserError::HasMeetings(count) => Failure::Refused(format!(
            "{user} organises {count} to come. --cancel-meetings calls off what is to come.",
            count = meetings(count)
        )),
        DeleteUserError::LastSuperuser => Failure::Refused(format!(
            "{user} is the last superuser; make another one before."
        )),
        DeleteUserError::Raced => Failure::Refused(format!(
            "{user} was changed at the same time; nothing was deleted."
        )),
        DeleteUserError::Store(error) => Failure::Store(error),
    })?;
    say(std::io::stdout(), &told(&deleted));
    Ok(())
}

fn told(deleted: &DeletedUser) -> String {
    let DeletedUser { user, cancelled } = deleted;
    let (email, id) = (&user.email, user.id);
    match cancelled {
        0 => format!("Deleted {email} ({id})."),
        count => format!(
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
