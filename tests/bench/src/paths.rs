//! What is asked of the server and of the floors, by the same requests.

use std::io::{Error, Result};

use serde_json::Value;
use uuid::Uuid;

use crate::create;
use crate::data::Data;
use crate::load::Load;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    Detail,
    List,
    Me,
    Check,
    Ics,
    Calendar,
    Create,
}

impl Path {
    pub(crate) const ALL: [Self; 7] = [
        Self::Detail,
        Self::List,
        Self::Me,
        Self::Check,
        Self::Ics,
        Self::Calendar,
        Self::Create,
    ];

    /// Those whose cost must not follow the size of the tables.
    pub(crate) const GROWING: [Self; 3] = [Self::Detail, Self::List, Self::Check];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Detail => "detail",
            Self::List => "list of 100",
            Self::Me => "me",
            Self::Check => "check-conflicts",
            Self::Ics => "export-ics",
            Self::Calendar => "my-calendar",
            Self::Create => "create",
        }
    }

    /// The least share of the floor's rate.
    pub(crate) fn least_ratio(self) -> f64 {
        if self == Self::Create { 0.7 } else { 0.8 }
    }

    pub(crate) fn load(self, data: &Data, organisers: &[String], seconds: u32) -> Load {
        let ids: Vec<String> = data.ids().iter().map(|id| format!("'{id}'")).collect();
        let of_each_meeting = |rest: &str| Load {
            setup: format!("ids = {{{}}}", ids.join(",")),
            request: format!("wrk.format('GET', '/api/meetings/' .. ids[number] .. '{rest}')"),
            requests: crate::data::MEETINGS_OF_OWNER,
        };
        let one = |request: String| Load {
            setup: String::new(),
            request,
            requests: 1,
        };
        match self {
            Self::Detail => of_each_meeting("/"),
            Self::Ics => of_each_meeting("/export-ics/"),
            Self::List => one("wrk.format('GET', '/api/meetings/')".to_owned()),
            Self::Me => one("wrk.format('GET', '/api/auth/me/')".to_owned()),
            Self::Calendar => one("wrk.format('GET', '/api/meetings/my-calendar/')".to_owned()),
            Self::Check => one(format!(
                "wrk.format('POST', '/api/meetings/check-conflicts/', nil, [[{}]])",
                data.check()
            )),
            Self::Create => create::load(data, organisers, seconds),
        }
    }

    /// What this path answers here, for the first and the last of the owner's meetings; nothing
    /// if it changes something.
    pub(crate) fn bodies(self, server: &str, token: &str, data: &Data) -> Result<Vec<String>> {
        let of_each_meeting = |rest: &str| {
            let ids = data.ids();
            let ends: Vec<Uuid> = ids.first().into_iter().chain(ids.last()).copied().collect();
            let urls = ends.iter().map(|id| format!("/api/meetings/{id}{rest}"));
            urls.map(|url| get(server, token, &url)).collect()
        };
        match self {
            Self::Detail => of_each_meeting("/"),
            Self::Ics => of_each_meeting("/export-ics/"),
            Self::List => get(server, token, "/api/meetings/").map(|body| vec![body]),
            Self::Me => get(server, token, "/api/auth/me/").map(|body| vec![body]),
            Self::Calendar => {
                get(server, token, "/api/meetings/my-calendar/").map(|body| vec![body])
            }
            Self::Check => {
                let path = "/api/meetings/check-conflicts/";
                post(server, token, path, &data.check()).map(|body| vec![body])
            }
            Self::Create => Ok(Vec::new()),
        }
    }
}

pub(crate) fn get(server: &str, token: &str, path: &str) -> Result<String> {
    let answer = ureq::get(format!("{server}{path}"))
        .header("Authorization", format!("Bearer {token}"))
        .call();
    let mut answer = answer.map_err(|error| Error::other(format!("{path}: {error}")))?;
    answer.body_mut().read_to_string().map_err(Error::other)
}

fn post(server: &str, token: &str, path: &str, body: &Value) -> Result<String> {
    let answer = ureq::post(format!("{server}{path}"))
        .header("Authorization", format!("Bearer {token}"))
        .content_type("application/json")
        .send(body.to_string());
    let mut answer = answer.map_err(|error| Error::other(format!("{path}: {error}")))?;
    answer.body_mut().read_to_string().map_err(Error::other)
}

/// Somebody who has logged in.
pub(crate) struct Account {
    pub(crate) token: String,
    pub(crate) id: Uuid,
}

impl Account {
    pub(crate) fn register(server: &str, email: &str) -> Result<Self> {
        let password = "a long enough passphrase";
        let body = serde_json::json!({
            "email": email, "password": password, "password2": password,
        });
        post(server, "", "/api/auth/register/", &body)?;
        let session = post(server, "", "/api/auth/login/", &body)?;
        let session: Value = serde_json::from_str(&session)?;
        let text = |pointer: &str| session.pointer(pointer).and_then(Value::as_str);
        Ok(Self {
            token: text("/access").unwrap_or_default().to_owned(),
            id: Uuid::parse_str(text("/user/id").unwrap_or_default()).map_err(Error::other)?,
        })
    }
}
