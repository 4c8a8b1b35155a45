//! What the binary can be asked to do, one file each.

mod backup;
mod check;
mod createsuperuser;
mod delete_user;
mod doctor;
mod export;
mod healthcheck;
mod migrate;
mod restore;
mod serve;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use scheduler_domain::store::StoreError;
use thiserror::Error;

use self::delete_user::Deletion;
use self::doctor::Wanted;
use crate::config::{Config, Faults};
use crate::worker::chain;

const HELP: &str = "\
Plans meetings over a REST API.

Usage: meeting-scheduler COMMAND

Commands:
  serve            Bring the database up to date and serve until SIGTERM or SIGINT
  migrate          Bring the database up to date
  createsuperuser  Make an account that may do everything; asks, or takes
                   --email ADDRESS --password-stdin
  check            Tell every fault of the configuration, and try the database and the mail server
  doctor           Look at everything that mails and data need, and tell what to do;
                   --to ADDRESS sends a test mail, --dkim-selector NAME looks for its key
  healthcheck      Ask the running server whether it is ready
  backup FILE      Copy the database into FILE, also while the server writes; --force replaces
                   FILE. It holds keys: keep it as secret as the database
  restore FILE     Make a database of a backup, where none is yet. It sends none of the mails
                   that waited, and everybody has to log in again
  export USER      Print all that is kept of an account (address or id), as JSON
  delete-user USER Delete an account for good; asks, unless --yes.
                   --hand-over-to ADDRESS gives what it organises to another account,
                   --cancel-meetings calls it off, if that is still to come; one of them must
                   be said then

Options:
  -h, --help       Print this
  -V, --version    Print the version

Settings come from the environment and from .env in the working directory; .env.example names
them all. Exit status: 0 done, 1 failed, 2 wrong use or configuration.";

/// Where the descriptions of commands begin.
const COLUMN: usize = 19;

const SETTINGS: &str = "\
Settings come from the environment and from .env in the working directory. Exit status: 0 done,
1 failed, 2 wrong use or configuration.";

const LINKS_LEAD_NOWHERE: &str =
    "PUBLIC_URL is not set: links in mails lead to the reader's own machine";

const BUSY_TIME_IS_OPEN: &str = "FREE_BUSY_VISIBILITY: domain means everyone while EMAIL_VERIFICATION is off, since nothing proves \
     an address: every account sees when others are busy";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Of all commands, or of this one.
    Help(Option<String>),
    Version,
    Serve,
    Migrate,
    CreateSuperuser {
        email: Option<String>,
        password_from_stdin: bool,
    },
    Check,
    Doctor(Wanted),
    Healthcheck,
    Backup {
        file: PathBuf,
        may_replace: bool,
    },
    Restore {
        file: PathBuf,
    },
    Export {
        user: String,
    },
    DeleteUser(Deletion),
}

/// Why a command did not do what it should.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("{0}\nTry: meeting-scheduler --help")]
    Usage(String),
    #[error("{0}")]
    Config(Faults),
    /// Everything is in the text.
    #[error("{0}")]
    Refused(String),
    #[error("the database failed: {}", chain(.0))]
    Store(#[from] StoreError),
    #[error("{doing}: {error}")]
    Io {
        doing: String,
        error: std::io::Error,
    },
}

impl Failure {
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Io { doing, error }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::Config(_) => ExitCode::from(2),
            Self::Refused(_) | Self::Store(_) | Self::Io { .. } => ExitCode::FAILURE,
        }
    }
}

impl Command {
    pub(crate) fn parse(mut args: lexopt::Parser) -> Result<Self, Failure> {
        Self::parse_from(&mut args).map_err(|error| Failure::Usage(error.to_string()))
    }

    fn parse_from(args: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        use lexopt::prelude::*;
        let name = match args.next()? {
            None | Some(Short('h') | Long("help")) => return Ok(Self::Help(None)),
            Some(Short('V') | Long("version")) => return Ok(Self::Version),
            Some(Value(name)) => name,
            Some(other) => return Err(other.unexpected()),
        };
        let mut command = Self::named(&name)?;
        while let Some(arg) = args.next()? {
            match (arg, &mut command) {
                (Short('h') | Long("help"), _) => {
                    return Ok(Self::Help(name.into_string().ok()));
                }
                (Long("email"), Self::CreateSuperuser { email, .. }) => {
                    *email = Some(args.value()?.string()?);
                }
                (
                    Long("password-stdin"),
                    Self::CreateSuperuser {
                        password_from_stdin,
                        ..
                    },
                ) => *password_from_stdin = true,
                (Long("to"), Self::Doctor(wanted)) => wanted.to = Some(args.value()?.string()?),
                (Long("dkim-selector"), Self::Doctor(wanted)) => {
                    wanted.dkim_selector = Some(args.value()?.string()?);
                }
                (Long("dns"), Self::Doctor(wanted)) => {
                    wanted.dns = Some(args.value()?.parse()?);
                }
                (Long("force"), Self::Backup { may_replace, .. }) => *may_replace = true,
                (Long("yes"), Self::DeleteUser(deletion)) => deletion.is_sure = true,
                (Long("cancel-meetings"), Self::DeleteUser(deletion)) => {
                    deletion.cancels_meetings = true;
                }
                (Long("hand-over-to"), Self::DeleteUser(deletion)) => {
                    deletion.heir = Some(args.value()?.string()?);
                }
                (Value(word), command) if command.lacks().is_some() => command.take(word)?,
                (other, _) => return Err(other.unexpected()),
            }
        }
        match command.lacks() {
            Some(what) => Err(format!("there is no {what}").into()),
            None => Ok(command),
        }
    }

    /// What it was not told yet and needs.
    fn lacks(&self) -> Option<&'static str> {
        match self {
            Self::Backup { file, .. } | Self::Restore { file } => {
                file.as_os_str().is_empty().then_some("FILE")
            }
            Self::Export { user } | Self::DeleteUser(Deletion { user, .. }) => {
                user.is_empty().then_some("USER")
            }
            _ => None,
        }
    }

    /// The word behind the command.
    fn take(&mut self, word: OsString) -> Result<(), lexopt::Error> {
        match self {
            Self::Backup { file, .. } | Self::Restore { file } => *file = word.into(),
            Self::Export { user } | Self::DeleteUser(Deletion { user, .. }) => {
                *user = lexopt::ValueExt::string(word)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn named(name: &OsString) -> Result<Self, lexopt::Error> {
        Ok(match name.to_str() {
            Some("serve") => Self::Serve,
            Some("migrate") => Self::Migrate,
            Some("createsuperuser") => Self::CreateSuperuser {
                email: None,
                password_from_stdin: false,
            },
            Some("check") => Self::Check,
            Some("doctor") => Self::Doctor(Wanted::default()),
            Some("healthcheck") => Self::Healthcheck,
            Some("backup") => Self::Backup {
                file: PathBuf::new(),
                may_replace: false,
            },
            Some("restore") => Self::Restore {
                file: PathBuf::new(),
            },
            Some("export") => Self::Export {
                user: String::new(),
            },
            Some("delete-user") => Self::DeleteUser(Deletion::default()),
            _ => return Err(format!("there is no command {}", name.display()).into()),
        })
    }

    pub(crate) fn run(self) -> Result<(), Failure> {
        let config = || Config::load().map_err(Failure::Config);
        match self {
            Self::Help(None) => {
                say(std::io::stdout(), HELP);
                Ok(())
            }
            Self::Help(Some(name)) => {
                say(std::io::stdout(), &help_of(&name));
                Ok(())
            }
            Self::Version => {
                let version = env!("CARGO_PKG_VERSION");
                say(std::io::stdout(), &format!("meeting-scheduler {version}"));
                Ok(())
            }
            Self::Serve => serve::run(config()?),
            Self::Migrate => migrate::run(&config()?),
            Self::CreateSuperuser {
                email,
                password_from_stdin,
            } => createsuperuser::run(&config()?, email, password_from_stdin),
            Self::Check => check::run(&config()?),
            Self::Doctor(wanted) => doctor::run(Config::load(), &wanted),
            Self::Healthcheck => healthcheck::run(&config()?),
            Self::Backup { file, may_replace } => backup::run(&config()?, &file, may_replace),
            Self::Restore { file } => restore::run(&config()?, &file),
            Self::Export { user } => export::run(&config()?, &user),
            Self::DeleteUser(deletion) => delete_user::run(&config()?, &deletion),
        }
    }
}

/// What [`HELP`] says of one command: its line, and those below it that are set in.
fn help_of(name: &str) -> String {
    let is_its_line = |line: &str| {
        let line = line.strip_prefix("  ").unwrap_or_default();
        line.split(' ').next() == Some(name)
    };
    let mut lines = HELP.lines().skip_while(|line| !is_its_line(line));
    let (usage, first) = lines
        .next()
        .and_then(|line| line.split_at_checked(COLUMN))
        .unwrap_or((name, ""));
    let rest = lines.map_while(|line| line.strip_prefix(&" ".repeat(COLUMN)));
    let text: Vec<_> = std::iter::once(first).chain(rest).collect();
    format!(
        "Usage: meeting-scheduler {}\n\n{}\n\n{SETTINGS}",
        usage.trim(),
        text.join("\n")
    )
}

/// One line for whoever called. A reader that has gone away is no fault of the command.
pub(crate) fn say(mut to: impl Write, line: &str) {
    let _reader_is_gone = writeln!(to, "{line}").and_then(|()| to.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Command, Failure> {
        Command::parse(lexopt::Parser::from_args(args))
    }

    #[test]
    fn commands_are_told_by_their_names() {
        assert_eq!(parse(&["serve"]).unwrap(), Command::Serve);
        assert_eq!(parse(&[]).unwrap(), Command::Help(None));
        let help = Command::Help(Some("migrate".to_owned()));
        assert_eq!(parse(&["migrate", "--help"]).unwrap(), help);
        assert_eq!(
            parse(&[
                "createsuperuser",
                "--email=ann@example.org",
                "--password-stdin"
            ])
            .unwrap(),
            Command::CreateSuperuser {
                email: Some("ann@example.org".to_owned()),
                password_from_stdin: true,
            }
        );
    }

    #[test]
    fn a_command_takes_its_word_before_or_after_its_options() {
        for line in ["backup copy --force", "backup --force copy"] {
            let args: Vec<_> = line.split(' ').collect();
            let backup = Command::Backup {
                file: PathBuf::from("copy"),
                may_replace: true,
            };
            assert_eq!(parse(&args).unwrap(), backup);
        }
        let deletion = Deletion {
            user: "ann@example.org".to_owned(),
            is_sure: true,
            cancels_meetings: true,
            heir: None,
        };
        let args = [
            "delete-user",
            "--yes",
            "ann@example.org",
            "--cancel-meetings",
        ];
        assert_eq!(parse(&args).unwrap(), Command::DeleteUser(deletion));
        let args = [
            "delete-user",
            "ann@example.org",
            "--hand-over-to=bob@example.org",
        ];
        let deletion = Deletion {
            user: "ann@example.org".to_owned(),
            heir: Some("bob@example.org".to_owned()),
            ..Deletion::default()
        };
        assert_eq!(parse(&args).unwrap(), Command::DeleteUser(deletion));
        let help = Command::Help(Some("restore".to_owned()));
        assert_eq!(parse(&["restore", "--help"]).unwrap(), help);
    }

    #[test]
    fn help_of_a_command_is_about_that_command() {
        let commands = HELP
            .lines()
            .skip_while(|line| *line != "Commands:")
            .skip(1)
            .map_while(|line| line.strip_prefix("  "))
            .filter_map(|line| line.split(' ').next().filter(|name| !name.is_empty()));
        let mut count = 0;
        for name in commands {
            count += 1;
            let help = help_of(name);
            let usage = format!("Usage: meeting-scheduler {name}");
            assert!(help.starts_with(&usage), "{help}");
            assert!(
                help.lines().nth(2).is_some_and(|line| line.len() > 10),
                "{help}"
            );
        }
        assert_eq!(count, 10);
        assert!(help_of("createsuperuser").contains("--password-stdin"));
        assert!(help_of("delete-user").contains("--cancel-meetings"));
        assert!(!help_of("check").contains("--password-stdin"));
    }

    #[test]
    fn wrong_use_is_refused() {
        for line in [
            "fly",
            "serve now",
            "serve --email a@b.example",
            "createsuperuser --email",
            "createsuperuser --password hunter2",
            "--serve",
            "backup",
            "backup one two",
            "backup --yes one",
            "restore --force one",
            "export",
            "delete-user --yes",
            "delete-user ann --force",
            "delete-user ann --hand-over-to",
        ] {
            let args: Vec<_> = line.split(' ').collect();
            let failure = parse(&args).unwrap_err();
            assert!(matches!(failure, Failure::Usage(_)), "{line}");
        }
    }
}
