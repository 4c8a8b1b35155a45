//! What staff decides at run time about the whole instance.

use thiserror::Error;

use super::{NotPermitted, Permission, Staff};
use crate::audit::{self, Action, Change, LEAST_RETENTION, Target, changed};
use crate::ctx::Ctx;
use crate::meetings::ConflictPolicy;
use crate::notifications::Leads;
use crate::store::{Store, StoreError};
use crate::text::Email;

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registration {
    /// Whoever wants one.
    #[default]
    Open,
    /// Staff alone, for others.
    Invitation,
}

/// What follows the `@` of an address, in lower case and in ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailDomain(String);

/// This is no domain of addresses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a domain such as example.org.")]
pub struct MailDomainFault(pub String);

impl MailDomain {
    /// Trims, puts into lower case and ASCII, and checks.
    pub fn parse(raw: &str) -> Result<Self, MailDomainFault> {
        let address = Email::parse(&format!("a@{}", raw.trim())).ok();
        let domain = address
            .as_ref()
            .and_then(|address| address.as_str().strip_prefix("a@"));
        domain
            .map(|domain| Self(domain.to_owned()))
            .ok_or_else(|| MailDomainFault(raw.to_owned()))
    }

    /// A domain that a store kept; it was parsed before it was stored.
    pub fn from_stored(domain: String) -> Self {
        Self(domain)
    }

    /// The domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is this address's own; a domain above or below it is another.
    pub fn is_of(&self, email: &Email) -> bool {
        let domain = email.as_str().rsplit_once('@').map(|(_, domain)| domain);
        domain == Some(self.0.as_str())
    }
}

/// How many days something is kept: 30 to 3650.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention(u16);

/// Too short or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Enter a number of days from 30 to 3650.")]
pub struct RetentionFault;

impl Retention {
    /// As many days.
    pub fn try_new(days: i64) -> Result<Self, RetentionFault> {
        let days = u16::try_from(days).map_err(|_large| RetentionFault)?;
        let is_long_enough = i64::from(days) >= LEAST_RETENTION.whole_days();
        (is_long_enough && days <= 3650)
            .then_some(Self(days))
            .ok_or(RetentionFault)
    }

    /// How many days.
    pub fn days(self) -> u16 {
        self.0
    }

    /// As a span of time.
    pub fn span(self) -> time::Duration {
        time::Duration::days(self.0.into())
    }
}

/// What staff has decided, and else what holds where nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceSettings {
    /// Who may make an account.
    pub registration: Registration,
    /// Whose addresses may register; any, if there are none.
    pub allowed_mail_domains: Vec<MailDomain>,
    /// When those are reminded who have not chosen.
    pub reminders: Leads,
    /// What a new meeting does at clashes where its organiser does not say.
    pub conflict_policy: ConflictPolicy,
    /// How long the audit log is kept.
    pub audit_retention: Retention,
    /// How long mails about a meeting are kept after it has ended; `None`: as long as the meeting.
    pub sent_mail_retention: Option<Retention>,
    /// Goes up with every change.
    pub version: i32,
}

impl Default for InstanceSettings {
    fn default() -> Self {
        Self {
            registration: Registration::default(),
            allowed_mail_domains: Vec::new(),
            reminders: Leads::default(),
            conflict_policy: ConflictPolicy::default(),
            audit_retention: Retention(730),
            sent_mail_retention: None,
            version: 1,
        }
    }
}

impl InstanceSettings {
    /// Whether an address of this domain may register.
    pub fn allows(&self, email: &Email) -> bool {
        let mut domains = self.allowed_mail_domains.iter();
        self.allowed_mail_domains.is_empty() || domains.any(|domain| domain.is_of(email))
    }
}

/// What changes; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ChangeSettings {
    /// Who may make an account.
    pub registration: Option<Registration>,
    /// Whose addresses may register; any, if there are none.
    pub allowed_mail_domains: Option<Vec<MailDomain>>,
    /// When those are reminded who have not chosen.
    pub reminders: Option<Leads>,
    /// What a new meeting does at clashes where its organiser does not say.
    pub conflict_policy: Option<ConflictPolicy>,
    /// How long the audit log is kept.
    pub audit_retention: Option<Retention>,
    /// `Some(None)`: as long as the meeting.
    pub sent_mail_retention: Option<Option<Retention>>,
}

/// Why nothing is shown, or changed.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// Needs `settings.edit`.
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// They are no longer at the version that the staff read.
    #[error("the settings have changed in the meantime")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SettingsError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

/// What holds.
pub fn find_settings(store: &dyn Store, staff: &Staff) -> Result<InstanceSettings, SettingsError> {
    staff.check(Permission::SettingsEdit)?;
    Ok(instance_settings(store)?)
}

/// What holds, for the server itself.
pub fn instance_settings(store: &dyn Store) -> Result<InstanceSettings, StoreError> {
    store.glance(|tx| tx.settings().find())
}

/// Holds at once where it is read inside of a transaction, and within seconds everywhere else. What
/// changes nothing keeps the version.
pub fn change_settings(
    store: &dyn Store,
    ctx: &Ctx,
    staff: &Staff,
    expected: Option<i32>,
    cmd: &ChangeSettings,
) -> Result<InstanceSettings, SettingsError> {
    staff.check(Permission::SettingsEdit)?;
    store.write(|tx| {
        let before = tx.settings().find_held()?;
        if expected.is_some_and(|expected| expected != before.version) {
            return Err(SettingsError::Stale);
        }
        let (cmd, now) = (cmd.clone(), before.clone());
        let mut after = InstanceSettings {
            registration: cmd.registration.unwrap_or(now.registration),
            allowed_mail_domains: cmd.allowed_mail_domains.unwrap_or(now.allowed_mail_domains),
            reminders: cmd.reminders.unwrap_or(now.reminders),
            conflict_policy: cmd.conflict_policy.unwrap_or(now.conflict_policy),
            audit_retention: cmd.audit_retention.unwrap_or(now.audit_retention),
            sent_mail_retention: cmd.sent_mail_retention.unwrap_or(now.sent_mail_retention),
            version: now.version,
        };
        let changes = differences(&before, &after);
        if !changes.is_empty() {
            tx.settings().update(&after)?;
            after.version += 1;
            let (by, target) = (staff.actor(), Target::settings());
            audit::record(tx, ctx, by, Action::SettingsUpdate, target, changes)?;
        }
        Ok(after)
    })
}

fn differences(before: &InstanceSettings, after: &InstanceSettings) -> Vec<Change> {
    let pairs = facts(before).into_iter().zip(facts(after));
    pairs
        .filter_map(|((field, before), (_, after))| changed(field, &before, &after))
        .collect()
}

/// As the audit log tells them.
fn facts(settings: &InstanceSettings) -> [(&'static str, String); 6] {
    let domains = settings.allowed_mail_domains.iter().map(MailDomain::as_str);
    let minutes = settings.reminders.minutes().iter().map(i32::to_string);
    let registration = match settings.registration {
        Registration::Open => "open",
        Registration::Invitation => "invitation",
    };
    let policy = match settings.conflict_policy {
        ConflictPolicy::Warn => "warn",
        ConflictPolicy::Forbid => "forbid",
    };
    let mails = settings
        .sent_mail_retention
        .map(|kept| kept.days().to_string());
    [
        ("registration", registration.to_owned()),
        (
            "allowed_mail_domains",
            domains.collect::<Vec<_>>().join(", "),
        ),
        ("reminder_minutes", minutes.collect::<Vec<_>>().join(", ")),
        ("conflict_policy", policy.to_owned()),
        (
            "audit_retention_days",
            settings.audit_retention.days().to_string(),
        ),
        ("sent_mail_retention_days", mails.unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_an_addresss_own_or_another() {
        let domain = MailDomain::parse(" Example.ORG ").unwrap();
        let is_of = |raw: &str| domain.is_of(&Email::parse(raw).unwrap());
        assert!(is_of("Ann@EXAMPLE.org"));
        assert!(!is_of("ann@sub.example.org") && !is_of("ann@badexample.org"));
        assert!(!is_of("ann@example.org.evil.com"));
        for spelling in ["Müller.example", "xn--mller-kva.example"] {
            let domain = MailDomain::parse(spelling).unwrap();
            assert_eq!(domain.as_str(), "xn--mller-kva.example");
            assert!(domain.is_of(&Email::parse("ann@müller.example").unwrap()));
        }
        for bad in [
            "",
            "org",
            "a@example.org",
            "@example.org",
            "exa mple.org",
            "*.example.org",
        ] {
            assert!(MailDomain::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_retention_is_a_month_to_ten_years() {
        for days in [-1, 0, 29, 3651, 70_000] {
            assert_eq!(Retention::try_new(days), Err(RetentionFault), "{days}");
        }
        for days in [30, 730, 3650] {
            assert_eq!(i64::from(Retention::try_new(days).unwrap().days()), days);
        }
    }
}
