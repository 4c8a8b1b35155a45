//! Makes the account of whoever runs the server.

use std::io::{BufRead, IsTerminal, Write};

use scheduler_domain::auth::{CreateSuperuserError, create_superuser};
use scheduler_domain::text::Email;

use super::{Failure, say};
use crate::config::Config;
use crate::wiring;

pub(super) fn run(
    config: &Config,
    email: Option<String>,
    password_from_stdin: bool,
) -> Result<(), Failure> {
    let email = match email {
        Some(email) => email,
        None => ask_email()?,
    };
    let email =
        Email::parse(&email).map_err(|fault| Failure::Refused(format!("{email}: {fault}")))?;
    let password = if password_from_stdin {
        read_line(&mut std::io::stdin().lock())?
    } else {
        ask_password()?
    };
    let user = create_superuser(
        &*wiring::store(config)?,
        &wiring::ctx(),
        &wiring::passwords(config),
        email.clone(),
        password,
    )
    .map_err(|error| refusal(&email, error))?;
    say(
        std::io::stdout(),
        &format!("Made the superuser {}.", user.email),
    );
    Ok(())
}

fn refusal(email: &Email, error: CreateSuperuserError) -> Failure {
    match error {
        CreateSuperuserError::Weak(faults) => {
            let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
            Failure::Refused(lines.join("\n"))
        }
        CreateSuperuserError::Taken => {
            Failure::Refused(format!("There is an account with the address {email}."))
        }
        CreateSuperuserError::Store(error) => Failure::Store(error),
    }
}

fn ask_email() -> Result<String, Failure> {
    must_be_a_terminal()?;
    let mut terminal = std::io::stderr();
    write!(terminal, "E-mail address: ").map_err(Failure::io("the terminal"))?;
    read_line(&mut std::io::stdin().lock())
}

fn ask_password() -> Result<String, Failure> {
    must_be_a_terminal()?;
    let ask = |prompt| rpassword::prompt_password(prompt).map_err(Failure::io("the terminal"));
    let password = ask("Password: ")?;
    if password == ask("Password (again): ")? {
        Ok(password)
    } else {
        Err(Failure::Refused("The passwords differ.".to_owned()))
    }
}

fn must_be_a_terminal() -> Result<(), Failure> {
    if std::io::stdin().is_terminal() {
        Ok(())
    } else {
        Err(Failure::Usage(
            "there is no terminal to ask: give --email ADDRESS --password-stdin".to_owned(),
        ))
    }
}

/// Without its end. Spaces are part of a password.
fn read_line(input: &mut impl BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(Failure::io("standard input"))?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_it_ends_and_keeps_its_spaces() {
        for (input, line) in [
            (" secret \n", " secret "),
            ("secret\r\nmore", "secret"),
            ("secret", "secret"),
            ("", ""),
        ] {
            assert_eq!(read_line(&mut input.as_bytes()).unwrap(), line);
        }
    }
}
