//! `/api/admin/settings/` for staff, and what of it everybody may know: `/api/instance/`.

use actix_web::web::Data;
use paperclip::actix::web::{ServiceConfig, get, patch, resource};
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use scheduler_domain::admin::{
    ChangeSettings, InstanceSettings, MailDomain, Permission, Registration, Retention,
    change_settings, find_settings,
};
use scheduler_domain::notifications::Leads;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answer::{Answered, Tagged, ok};
use crate::app::{App, Settings};
use crate::bounds::{MAX_DOMAINS, MAX_REMINDERS};
use crate::extract::{Body, Field, IfMatch, IfNoneMatch, JsonBody, List, StaffCaller};
use crate::meetings::{not_a_choice, parse_policy, policy_word};
use crate::problem::{Faults, Problem};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(
        resource("/api/admin/settings/")
            .route(get().to(get_settings))
            .route(patch().to(patch_settings)),
    )
    .service(resource("/api/instance/").route(get().to(get_instance)));
}

/// What changes; what is absent stays, and null is what holds where nobody has decided.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(default)]
struct SettingsBody {
    registration: Field<String>,
    allowed_mail_domains: Field<List<String, MAX_DOMAINS>>,
    reminder_minutes: Field<List<i64, MAX_REMINDERS>>,
    conflict_policy: Field<String>,
    audit_retention_days: Field<i64>,
    sent_mail_retention_days: Field<i64>,
}
impl Body for SettingsBody {}

impl SettingsBody {
    fn into_command(self) -> Result<ChangeSettings, Problem> {
        let mut faults = Faults::default();
        let default = InstanceSettings::default();
        let registration = faults.nullable("registration", self.registration, |raw| {
            parse_registration(&raw)
        });
        let domains = faults.nullable("allowed_mail_domains", self.allowed_mail_domains, |raw| {
            parse_domains(&raw.into_vec())
        });
        let reminders = faults.nullable("reminder_minutes", self.reminder_minutes, |raw| {
            Leads::try_new(&raw.into_vec())
        });
        let policy = faults.nullable("conflict_policy", self.conflict_policy, |raw| {
            parse_policy(&raw)
        });
        let audit = faults.nullable(
            "audit_retention_days",
            self.audit_retention_days,
            Retention::try_new,
        );
        let mails = faults.nullable(
            "sent_mail_retention_days",
            self.sent_mail_retention_days,
            Retention::try_new,
        );
        let command = ChangeSettings {
            registration: registration.map(Option::unwrap_or_default),
            allowed_mail_domains: domains.map(Option::unwrap_or_default),
            reminders: reminders.map(|leads| leads.unwrap_or(default.reminders)),
            conflict_policy: policy.map(Option::unwrap_or_default),
            audit_retention: audit.map(|kept| kept.unwrap_or(default.audit_retention)),
            sent_mail_retention: mails,
        };
        faults.finish(Some(command))
    }
}

fn registration_word(registration: Registration) -> &'static str {
    match registration {
        Registration::Open => "open",
        Registration::Invitation => "invitation",
    }
}

fn parse_registration(raw: &str) -> Result<Registration, String> {
    match raw.trim() {
        "open" => Ok(Registration::Open),
        "invitation" => Ok(Registration::Invitation),
        other => Err(not_a_choice(other, "open, invitation")),
    }
}

fn parse_domains(raw: &[String]) -> Result<Vec<MailDomain>, String> {
    let mut domains = Vec::with_capacity(raw.len());
    for one in raw {
        let domain = MailDomain::parse(one).map_err(|fault| fault.to_string())?;
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(domains)
}

#[derive(Serialize)]
struct SettingsView<'a> {
    registration: &'static str,
    allowed_mail_domains: Vec<&'a str>,
    reminder_minutes: &'a [i32],
    conflict_policy: &'static str,
    audit_retention_days: u16,
    sent_mail_retention_days: Option<u16>,
    environment: EnvironmentView<'a>,
}

/// What the environment has fixed. No secret is here.
#[derive(Serialize)]
struct EnvironmentView<'a> {
    public_url: Option<&'a str>,
    email_verification: bool,
    rate_limits: bool,
    trust_proxy: bool,
    mail_hold_seconds: i64,
    access_token_minutes: i64,
    refresh_token_days: i64,
    cors_allowed_origins: &'a [String],
}

fn tagged(settings: &InstanceSettings, fixed: &Settings) -> Tagged {
    let domains = settings.allowed_mail_domains.iter().map(MailDomain::as_str);
    let view = SettingsView {
        registration: registration_word(settings.registration),
        allowed_mail_domains: domains.collect(),
        reminder_minutes: settings.reminders.minutes(),
        conflict_policy: policy_word(settings.conflict_policy),
        audit_retention_days: settings.audit_retention.days(),
        sent_mail_retention_days: settings.sent_mail_retention.map(Retention::days),
        environment: EnvironmentView {
            public_url: fixed.public_url.as_deref(),
            email_verification: fixed.email_verification,
            rate_limits: fixed.rate_limits.is_some(),
            trust_proxy: fixed.trust_proxy.is_some(),
            mail_hold_seconds: fixed.mail_hold.whole_seconds(),
            access_token_minutes: fixed.lifetimes.access.whole_minutes(),
            refresh_token_days: fixed.lifetimes.refresh.whole_days(),
            cors_allowed_origins: &fixed.cors_allowed_origins,
        },
    };
    Tagged::new(settings.version, &view)
}

#[api_v2_operation]
async fn get_settings(app: Data<App>, caller: StaffCaller, condition: IfNoneMatch) -> Answered {
    let settings = app
        .glance(move |store, _| find_settings(store, &caller.0))
        .await?;
    Ok(tagged(&settings, &app.settings).unless_known(&condition))
}

#[api_v2_operation]
async fn patch_settings(
    app: Data<App>,
    caller: StaffCaller,
    expected: IfMatch,
    body: JsonBody<SettingsBody>,
) -> Answered {
    caller.0.check(Permission::SettingsEdit)?;
    let cmd = body.value.into_command()?;
    let settings = app
        .usecase(move |store, ctx| change_settings(store, ctx, &caller.0, expected.0, &cmd))
        .await?;
    app.forget_instance();
    Ok(tagged(&settings, &app.settings).ok())
}

/// So that a client offers nothing that would be refused, and shows what holds where nothing is chosen.
#[api_v2_operation]
async fn get_instance(app: Data<App>) -> Answered {
    let settings = app.instance().await?;
    // Where nobody registers, they would only say who else is here.
    let domains: &[MailDomain] = match settings.registration {
        Registration::Open => &settings.allowed_mail_domains,
        Registration::Invitation => &[],
    };
    let domains: Vec<&str> = domains.iter().map(MailDomain::as_str).collect();
    Ok(ok(&json!({
        "registration": registration_word(settings.registration),
        "allowed_mail_domains": domains,
        "reminder_minutes": settings.reminders.minutes(),
        "conflict_policy": policy_word(settings.conflict_policy),
    })))
}
