//! `/api/admin/participants/`: who is invited to what.

use actix_web::web::Data;
use paperclip::actix::api_v2_operation;
use paperclip::actix::web::{ServiceConfig, get, resource};
use scheduler_domain::admin::oversight::{ListedParticipant, ParticipantFilter, list_participants};
use scheduler_domain::page::PageRequest;
use scheduler_domain::time::{Zone, format_utc};
use serde::{Deserialize, Serialize};
use time::UtcDateTime;

use super::query::{address, days, meeting, show, words};
use crate::answer::{Answered, ok};
use crate::app::App;
use crate::extract::{Field, PageQuery, PageUrl, Query, StaffCaller};
use crate::meetings::{given, status_word};
use crate::participants::{parse_rsvp, rsvp_word};
use crate::problem::{Faults, Problem};

pub(super) fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(resource("/api/admin/participants/").route(get().to(get_admin_participants)));
}

/// Which participants are asked for. What is blank is absent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ParticipantsQuery {
    search: Field<String>,
    email: Field<String>,
    status: Field<String>,
    meeting: Field<String>,
    invited_from: Field<String>,
    invited_to: Field<String>,
    #[serde(flatten)]
    page: PageQuery,
}

impl ParticipantsQuery {
    fn into_filter(self, zone: &Zone) -> Result<(ParticipantFilter, PageRequest), Problem> {
        let mut faults = Faults::default();
        let (words, people) = words(&mut faults, self.search);
        let email = address(&mut faults, "email", self.email);
        let status = given(&mut faults, "status", self.status, parse_rsvp);
        let meeting = meeting(&mut faults, self.meeting);
        let invited = [
            ("invited_from", self.invited_from),
            ("invited_to", self.invited_to),
        ];
        let invited = days(&mut faults, invited, zone);
        let page = self.page.read(&mut faults);
        let filter = ParticipantFilter {
            words,
            addresses: people.into_iter().chain(email).collect(),
            status,
            meeting,
            invited,
        };
        faults.finish(page.map(|page| (filter, page)))
    }
}

#[derive(Serialize)]
struct ListedParticipantView {
    id: i64,
    meeting: String,
    meeting_title: String,
    meeting_start_time: String,
    meeting_status: &'static str,
    created_by_email: String,
    user: Option<String>,
    email: String,
    name: String,
    status: &'static str,
    invited_at: String,
    responded_at: Option<String>,
}

impl ListedParticipantView {
    /// As of `now`. What they wrote with the answer is for the organiser.
    fn new(one: ListedParticipant, now: UtcDateTime, verify: bool) -> Self {
        let meeting_status = status_word(one.meeting_status(now));
        let participant = one.participant;
        let user = participant.user.filter(|user| user.is_verified || !verify);
        Self {
            id: participant.id.0,
            meeting: participant.meeting_id.to_string(),
            meeting_title: one.title,
            meeting_start_time: format_utc(one.times.start()),
            meeting_status,
            created_by_email: one.organiser_email.to_string(),
            user: user.map(|user| user.id.to_string()),
            email: participant.email.to_string(),
            name: participant.name.to_string(),
            status: rsvp_word(participant.status),
            invited_at: format_utc(participant.invited_at),
            responded_at: participant.responded_at.map(format_utc),
        }
    }
}

#[api_v2_operation]
async fn get_admin_participants(
    app: Data<App>,
    caller: StaffCaller,
    query: Query<ParticipantsQuery>,
    url: PageUrl,
) -> Answered {
    let (filter, page) = query.0.into_filter(&caller.0.actor().zone)?;
    let verify = app.settings.email_verification;
    let page = app
        .usecase(move |store, ctx| {
            let page = list_participants(store, &caller.0, &filter, page)?;
            show(&url, page, |one| {
                ListedParticipantView::new(one, ctx.now, verify)
            })
        })
        .await?;
    Ok(ok(&page))
}
