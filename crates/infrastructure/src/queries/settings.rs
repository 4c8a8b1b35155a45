//! What staff has decided about the instance.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use scheduler_domain::admin::{InstanceSettings, MailDomain, Retention, SettingsRepo};
use scheduler_domain::notifications::Leads;
use scheduler_domain::store::StoreError;
use serde::{Deserialize, Serialize};

use super::{Conn, DieselTx, dialect, sql};
use crate::columns;
use crate::error::Fault;

/// What is absent holds as it does where nobody has decided, so that versions may add to it.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Document {
    registration: Option<String>,
    allowed_mail_domains: Option<Vec<String>>,
    reminder_minutes: Option<Vec<i32>>,
    conflict_policy: Option<String>,
    audit_retention_days: Option<i64>,
    sent_mail_retention_days: Option<i64>,
}

impl Document {
    fn settings(self, version: i32) -> Result<InstanceSettings, Fault> {
        let kept =
            |days| Retention::try_new(days).map_err(|fault| Fault::corrupt(fault.to_string()));
        let registration = self
            .registration
            .as_deref()
            .map(columns::parse_registration);
        let policy = self.conflict_policy.as_deref().map(columns::parse_policy);
        let audit = self.audit_retention_days.map(kept);
        let default = InstanceSettings::default();
        let domains = self.allowed_mail_domains.unwrap_or_default().into_iter();
        Ok(InstanceSettings {
            registration: registration.transpose()?.unwrap_or(default.registration),
            allowed_mail_domains: domains.map(MailDomain::from_stored).collect(),
            reminders: self
                .reminder_minutes
                .map_or(default.reminders, Leads::from_stored),
            conflict_policy: policy.transpose()?.unwrap_or(default.conflict_policy),
            audit_retention: audit.transpose()?.unwrap_or(default.audit_retention),
            sent_mail_retention: self.sent_mail_retention_days.map(kept).transpose()?,
            version,
        })
    }
}

impl From<&InstanceSettings> for Document {
    fn from(settings: &InstanceSettings) -> Self {
        let domains = settings.allowed_mail_domains.iter();
        let domains = domains.map(|domain| domain.as_str().to_owned());
        let days = |kept: Retention| i64::from(kept.days());
        Self {
            registration: Some(columns::registration(settings.registration).to_owned()),
            allowed_mail_domains: Some(domains.collect()),
            reminder_minutes: Some(settings.reminders.minutes().to_vec()),
            conflict_policy: Some(columns::policy(settings.conflict_policy).to_owned()),
            audit_retention_days: Some(days(settings.audit_retention)),
            sent_mail_retention_days: settings.sent_mail_retention.map(days),
        }
    }
}

impl SettingsRepo for DieselTx<'_> {
    fn find(&mut self) -> Result<InstanceSettings, StoreError> {
        self.read(|conn| read(conn, ""))
    }

    fn find_held(&mut self) -> Result<InstanceSettings, StoreError> {
        self.write(|conn| read(conn, dialect::HOLD))
    }

    fn update(&mut self, settings: &InstanceSettings) -> Result<(), StoreError> {
        let document = serde_json::to_string(&Document::from(settings)).ok();
        self.write_one(|conn| {
            sql::<()>(
                "update instance_settings set document = $1, version = version + 1
                where id = 1 and version = $2",
            )
            .bind(document)
            .bind(settings.version)
            .execute(conn)
        })
    }
}

fn read(conn: &mut Conn, hold: &str) -> Result<InstanceSettings, Fault> {
    let found: Option<(String, i32)> = sql::<(Text, Integer)>(format!(
        "select document, version from instance_settings where id = 1{hold}"
    ))
    .get_result(conn)
    .optional()?;
    let Some((document, version)) = found else {
        return Ok(InstanceSettings::default());
    };
    let document: Document =
        serde_json::from_str(&document).map_err(|fault| Fault::corrupt(fault.to_string()))?;
    document.settings(version)
}
