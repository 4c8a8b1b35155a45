//! What clients send about accounts. Passwords are never trimmed, everything else is.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::auth::{
    ChangeAddress, ChangePassword, ChangeProfile, Device, LogIn, Register, ResetPassword, Username,
    password_faults,
};
use scheduler_domain::notifications::Leads;
use scheduler_domain::text::{Email, Name};
use scheduler_domain::time::Zone;
use serde::Deserialize;
use validator::Validate;

use crate::bounds::{MAX_REMINDERS, MAX_SECRET, text_fault};
use crate::extract::{Body, Field, List};
use crate::problem::{Code, Faults, Problem};

/// A new account.
#[derive(Default, Deserialize, Apiv2Schema, Validate)]
#[serde(default)]
pub(super) struct RegisterBody {
    email: Field<String>,
    #[validate(must_match(other = "password2", message = "The two passwords do not match."))]
    password: Field<String>,
    password2: Field<String>,
    username: Field<String>,
    first_name: Field<String>,
    last_name: Field<String>,
    time_zone: Field<String>,
}

impl RegisterBody {
    pub(super) fn into_command(self) -> Result<Register, Problem> {
        let mut faults = match self.password2 {
            Field::Given(_) => Faults::of(&self),
            _ => Faults::default(),
        };
        // A password is judged even where the address is not valid.
        let raw_email = self.email.given().cloned().unwrap_or_default();
        let raw_username = self.username.given().cloned();
        let email = faults.required("email", self.email, |raw| Email::parse(&raw));
        let password = faults.required("password", self.password, as_typed);
        faults.required("password2", self.password2, as_typed);
        let username = faults.optional("username", self.username, |raw| Username::parse(&raw));
        let first_name = faults.optional("first_name", self.first_name, |raw| Name::parse(&raw));
        let last_name = faults.optional("last_name", self.last_name, |raw| Name::parse(&raw));
        let zone = faults.optional("time_zone", self.time_zone, |raw| Zone::parse(&raw));

        if let Some(password) = &password {
            let like = Email::from_stored(raw_email.trim().to_lowercase());
            for fault in password_faults(password, &like, raw_username.as_deref().map(str::trim)) {
                faults.add("password", fault);
            }
        }
        let command = email.zip(password).map(|(email, password)| Register {
            email,
            username: username.flatten(),
            password,
            first_name: first_name.unwrap_or_default(),
            last_name: last_name.unwrap_or_default(),
            zone: zone.unwrap_or_else(Zone::utc),
        });
        faults.finish(command)
    }
}

/// Who wants in.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct LogInBody {
    email: Field<String>,
    password: Field<String>,
    session: Field<String>,
}

/// Where a client keeps its refresh token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// It is told in the body, and keeps it by itself.
    Body,
    /// Its browser does, and hides it from scripts.
    Cookie,
}

impl LogInBody {
    pub(super) fn into_command(self, device: Device) -> Result<(LogIn, Keeping), Problem> {
        let mut faults = Faults::default();
        let keeping = faults.optional("session", self.session, |raw| match raw.as_str() {
            "cookie" => Ok(Keeping::Cookie),
            _ => Err("Must be \"cookie\", if it is given."),
        });
        let email = faults.required("email", self.email, as_typed);
        let password = faults.required("password", self.password, as_typed);
        let command = email.zip(password).map(|(email, password)| LogIn {
            email: Email::parse(&email).ok(),
            password,
            device,
        });
        let keeping = keeping.unwrap_or(Keeping::Body);
        faults.finish(command.map(|command| (command, keeping)))
    }
}

/// A refresh token.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct RefreshBody {
    refresh: Field<String>,
}

impl RefreshBody {
    /// A token in the body goes before the cookie's. Without either there is no session, such as
    /// in a tab whose cookie another tab's response has just cleared.
    pub(super) fn into_token(self, cookie: Option<&str>) -> Result<(String, Keeping), Problem> {
        match (self.refresh, cookie) {
            (Field::Absent | Field::Null, Some(cookie)) => Ok((cookie.to_owned(), Keeping::Cookie)),
            (Field::Absent | Field::Null, None) => Err(Problem::new(Code::TokenMissing)),
            // As any other text that this server has not signed.
            (Field::Given(raw), _) if raw.len() > MAX_SECRET => {
                Err(Problem::new(Code::TokenInvalid))
            }
            (field, _) => Ok((token("refresh", field)?, Keeping::Body)),
        }
    }
}

/// What the link in a mail carries.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct VerifyEmailBody {
    token: Field<String>,
    password: Field<String>,
}

impl VerifyEmailBody {
    /// The token, and the password if it came along.
    pub(super) fn into_parts(self) -> Result<(String, Option<String>), Problem> {
        let mut faults = Faults::default();
        let token = faults.required("token", self.token, |raw| as_typed(raw.trim().to_owned()));
        let password = faults.optional("password", self.password, as_typed);
        faults.finish(token.map(|token| (token, password)))
    }
}

/// What the link in a mail carries.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct DisownBody {
    token: Field<String>,
}

impl DisownBody {
    pub(super) fn into_token(self) -> Result<String, Problem> {
        token("token", self.token)
    }
}

fn token(name: &str, field: Field<String>) -> Result<String, Problem> {
    let mut faults = Faults::default();
    let token = faults.required(name, field, |raw| as_typed(raw.trim().to_owned()));
    faults.finish(token)
}

/// What somebody changes about themselves; what is absent stays.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct ProfileBody {
    username: Field<String>,
    first_name: Field<String>,
    last_name: Field<String>,
    time_zone: Field<String>,
    reminder_minutes: Field<List<i64, MAX_REMINDERS>>,
}

impl ProfileBody {
    pub(super) fn into_command(self) -> Result<ChangeProfile, Problem> {
        let mut faults = Faults::default();
        let username = faults.nullable("username", self.username, |raw| Username::parse(&raw));
        let command = ChangeProfile {
            username: username.map(Option::flatten),
            first_name: faults.given("first_name", self.first_name, |raw| Name::parse(&raw)),
            last_name: faults.given("last_name", self.last_name, |raw| Name::parse(&raw)),
            zone: faults.given("time_zone", self.time_zone, |raw| Zone::parse(&raw)),
            reminders: faults.nullable("reminder_minutes", self.reminder_minutes, |raw| {
                Leads::try_new(&raw.into_vec())
            }),
        };
        faults.finish(Some(command))
    }
}

/// The old password and the new one.
#[derive(Default, Deserialize, Apiv2Schema, Validate)]
#[serde(default)]
pub(super) struct ChangePasswordBody {
    old_password: Field<String>,
    #[validate(must_match(other = "new_password2", message = "The two passwords do not match."))]
    new_password: Field<String>,
    new_password2: Field<String>,
}

impl ChangePasswordBody {
    pub(super) fn into_command(self) -> Result<ChangePassword, Problem> {
        let mut faults = match self.new_password2 {
            Field::Given(_) => Faults::of(&self),
            _ => Faults::default(),
        };
        let old = faults.required("old_password", self.old_password, as_typed);
        let new = faults.required("new_password", self.new_password, as_typed);
        faults.required("new_password2", self.new_password2, as_typed);
        let command = old
            .zip(new)
            .map(|(old_password, new_password)| ChangePassword {
                old_password,
                new_password,
            });
        faults.finish(command)
    }
}

/// The password, as proof that it is not somebody at an open browser.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct DeleteAccountBody {
    password: Field<String>,
}

impl DeleteAccountBody {
    pub(super) fn into_password(self) -> Result<String, Problem> {
        let mut faults = Faults::default();
        let password = faults.required("password", self.password, as_typed);
        faults.finish(password)
    }
}

/// The new address, and the password as proof that the owner asks.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct ChangeAddressBody {
    email: Field<String>,
    password: Field<String>,
}

impl ChangeAddressBody {
    pub(super) fn into_command(self) -> Result<ChangeAddress, Problem> {
        let mut faults = Faults::default();
        let email = faults.required("email", self.email, |raw| Email::parse(&raw));
        let password = faults.required("password", self.password, as_typed);
        let command = email
            .zip(password)
            .map(|(email, password)| ChangeAddress { email, password });
        faults.finish(command)
    }
}

/// Who forgot a password.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct PasswordResetBody {
    email: Field<String>,
}

impl PasswordResetBody {
    pub(super) fn into_email(self) -> Result<Email, Problem> {
        let mut faults = Faults::default();
        let email = faults.required("email", self.email, |raw| Email::parse(&raw));
        faults.finish(email)
    }
}

/// What the link in the mail carries, and the new password.
#[derive(Default, Deserialize, Apiv2Schema, Validate)]
#[serde(default)]
pub(super) struct ResetConfirmBody {
    token: Field<String>,
    #[validate(must_match(other = "new_password2", message = "The two passwords do not match."))]
    new_password: Field<String>,
    new_password2: Field<String>,
}

impl ResetConfirmBody {
    pub(super) fn into_command(self) -> Result<ResetPassword, Problem> {
        let mut faults = match self.new_password2 {
            Field::Given(_) => Faults::of(&self),
            _ => Faults::default(),
        };
        let token = faults.required("token", self.token, |raw| as_typed(raw.trim().to_owned()));
        let new = faults.required("new_password", self.new_password, as_typed);
        faults.required("new_password2", self.new_password2, as_typed);
        let command = token.zip(new).map(|(token, new_password)| ResetPassword {
            token,
            new_password,
        });
        faults.finish(command)
    }
}

/// Neither trimmed nor judged, but bounded.
fn as_typed(raw: String) -> Result<String, String> {
    if raw.len() > MAX_SECRET {
        return Err(text_fault(MAX_SECRET));
    }
    Ok(raw)
}

impl Body for RegisterBody {}
impl Body for LogInBody {}
impl Body for RefreshBody {}
impl Body for VerifyEmailBody {}
impl Body for DisownBody {}
impl Body for PasswordResetBody {}
impl Body for ResetConfirmBody {}
impl Body for ProfileBody {}
impl Body for ChangePasswordBody {}
impl Body for DeleteAccountBody {}
impl Body for ChangeAddressBody {}
