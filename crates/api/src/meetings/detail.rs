//! A meeting's detail as text, with the tag that names this text.

use actix_web::HttpResponse;
use scheduler_domain::auth::Actor;
use scheduler_domain::idempotency::Answer;
use scheduler_domain::meetings::Meeting;
use serde::Serialize;
use time::UtcDateTime;

use super::view::MeetingView;
use crate::answer::Tagged;
use crate::conflicts::ConflictsView;
use crate::extract::IfNoneMatch;

/// What is answered with a meeting.
pub(super) struct Detail {
    location: String,
    tagged: Tagged,
}

#[derive(Serialize)]
struct WithConflicts<'a> {
    #[serde(flatten)]
    view: MeetingView<'a>,
    #[serde(flatten)]
    conflicts: ConflictsView,
}

impl Detail {
    /// As of `now`; see [`MeetingView::new`].
    pub(super) fn new(meeting: &Meeting, viewer: &Actor, now: UtcDateTime, verify: bool) -> Self {
        let view = MeetingView::new(meeting, viewer, now, verify);
        Self {
            location: format!("/api/meetings/{}/", meeting.id),
            tagged: Tagged::new(meeting.version, &view),
        }
    }

    /// After a change. The tag is that of the plain detail, since conflicts are no part of it.
    pub(super) fn with_conflicts(
        meeting: &Meeting,
        viewer: &Actor,
        now: UtcDateTime,
        verify: bool,
        conflicts: ConflictsView,
    ) -> Self {
        let view = MeetingView::new(meeting, viewer, now, verify);
        let tagged = Tagged::new(meeting.version, &view);
        Self {
            location: format!("/api/meetings/{}/", meeting.id),
            tagged: tagged.with_body(&WithConflicts { view, conflicts }),
        }
    }

    /// 200.
    pub(super) fn ok(self) -> HttpResponse {
        self.tagged.ok()
    }

    /// 200, or 304 for a caller who has it.
    pub(super) fn unless_known(self, condition: &IfNoneMatch) -> HttpResponse {
        self.tagged.unless_known(condition)
    }

    /// 200, to be kept for a request that is sent again.
    pub(super) fn changed(self) -> Answer {
        Answer {
            status: 200,
            location: None,
            ..self.created()
        }
    }

    /// 201.
    pub(super) fn created(self) -> Answer {
        self.tagged.created(self.location)
    }
}
