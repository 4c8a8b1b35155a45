//! What staff sends about accounts.

use paperclip::actix::Apiv2Schema;
use scheduler_domain::admin::{ChangeAccess, ChangePerson, CreatePerson, Fate};
use scheduler_domain::auth::{Username, password_faults};
use scheduler_domain::ids::RoleId;
use scheduler_domain::text::{Email, Name};
use scheduler_domain::time::Zone;
use serde::Deserialize;

use crate::bounds::MAX_ROLES;
use crate::extract::{Body, Field, List, parse_id};
use crate::meetings::not_a_choice;
use crate::problem::{Faults, Problem};

/// A new account.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct NewUserBody {
    email: Field<String>,
    password: Field<String>,
    username: Field<String>,
    first_name: Field<String>,
    last_name: Field<String>,
    time_zone: Field<String>,
}
impl Body for NewUserBody {}

impl NewUserBody {
    pub(super) fn into_command(self) -> Result<CreatePerson, Problem> {
        let mut faults = Faults::default();
        let raw_email = self.email.given().cloned().unwrap_or_default();
        let raw_username = self.username.given().cloned();
        let email = faults.required("email", self.email, |raw| Email::parse(&raw));
        let password = faults.optional("password", self.password, Ok::<_, String>);
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
        let command = email.map(|email| CreatePerson {
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

/// What is said about somebody; what is absent stays.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct UserBody {
    username: Field<String>,
    first_name: Field<String>,
    last_name: Field<String>,
    time_zone: Field<String>,
}
impl Body for UserBody {}

impl UserBody {
    pub(super) fn into_command(self) -> Result<ChangePerson, Problem> {
        let mut faults = Faults::default();
        let username = faults.nullable("username", self.username, |raw| Username::parse(&raw));
        let command = ChangePerson {
            username: username.map(Option::flatten),
            first_name: faults.given("first_name", self.first_name, |raw| Name::parse(&raw)),
            last_name: faults.given("last_name", self.last_name, |raw| Name::parse(&raw)),
            zone: faults.given("time_zone", self.time_zone, |raw| Zone::parse(&raw)),
        };
        faults.finish(Some(command))
    }
}

/// What somebody may do; what is absent stays.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct AccessBody {
    is_staff: Field<bool>,
    is_superuser: Field<bool>,
    roles: Field<List<String, MAX_ROLES>>,
}
impl Body for AccessBody {}

impl AccessBody {
    pub(super) fn into_command(self) -> Result<ChangeAccess, Problem> {
        let mut faults = Faults::default();
        let command = ChangeAccess {
            is_staff: faults.given("is_staff", self.is_staff, Ok::<_, String>),
            is_superuser: faults.given("is_superuser", self.is_superuser, Ok::<_, String>),
            roles: faults.given("roles", self.roles, |raw| parse_roles(&raw.into_vec())),
        };
        faults.finish(Some(command))
    }
}

fn parse_roles(raw: &[String]) -> Result<Vec<RoleId>, String> {
    let mut roles = Vec::with_capacity(raw.len());
    for text in raw {
        let id = parse_id(text).map(RoleId);
        let id = id.ok_or_else(|| format!("There is no role \"{text}\"."))?;
        if !roles.contains(&id) {
            roles.push(id);
        }
    }
    Ok(roles)
}

/// What becomes of somebody's meetings.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
pub(super) struct DeleteUserBody {
    meetings: Field<String>,
    to: Field<String>,
}
impl Body for DeleteUserBody {}

impl DeleteUserBody {
    /// The address as it was sent, too.
    pub(super) fn into_fate(self) -> Result<(Fate, String), Problem> {
        let mut faults = Faults::default();
        let hands_over = faults.required("meetings", self.meetings, |raw| match raw.trim() {
            "cancel" => Ok(false),
            "hand_over" => Ok(true),
            other => Err(not_a_choice(other, "cancel, hand_over")),
        });
        let sent = self.to.given().cloned().unwrap_or_default();
        let fate = if hands_over == Some(true) {
            let to = faults.required("to", self.to, |raw| Email::parse(&raw));
            to.map(Fate::HandOver)
        } else {
            hands_over.map(|_| Fate::Cancel)
        };
        faults.finish(fate.map(|fate| (fate, sent)))
    }
}
