//! A meeting's detail as text, with the tag that names this text.

use actix_web::HttpResponse;
use actix_web::http::header::{ContentType, ETAG};
use scheduler_domain::auth::Actor;
use scheduler_domain::idempotency::Answer;
use scheduler_domain::meetings::Meeting;
use time::UtcDateTime;

use super::view::MeetingView;
use crate::conflicts::ConflictsView;
use crate::extract::{IfNoneMatch, detail_etag};

/// What is answered with a meeting.
pub(super) struct Detail {
    location: String,
    etag: String,
    body: String,
}

impl Detail {
    /// As of `now`; see [`MeetingView::new`].
    pub(super) fn new(meeting: &Meeting, viewer: &Actor, now: UtcDateTime, verify: bool) -> Self {
        Self::render(
            meeting,
            MeetingView::new(meeting, viewer, now, verify),
            None,
        )
    }

    /// After a change. The tag is that of the plain detail, since conflicts are no part of it.
    pub(super) fn with_conflicts(
        meeting: &Meeting,
        viewer: &Actor,
        now: UtcDateTime,
        verify: bool,
        conflicts: ConflictsView,
    ) -> Self {
        Self::render(
            meeting,
            MeetingView::new(meeting, viewer, now, verify),
            Some(conflicts),
        )
    }

    fn render(
        meeting: &Meeting,
        mut view: MeetingView<'_>,
        conflicts: Option<ConflictsView>,
    ) -> Self {
        let mut body = to_json(&view);
        let etag = detail_etag(meeting.version, &body);
        if conflicts.is_some() {
            view.conflicts = conflicts;
            body = to_json(&view);
        }
        Self {
            location: format!("/api/meetings/{}/", meeting.id),
            etag,
            body,
        }
    }

    /// 200.
    pub(super) fn ok(self) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((ETAG, self.etag))
            .content_type(ContentType::json())
            .body(self.body)
    }

    /// 200, or 304 for a caller who has it.
    pub(super) fn unless_known(self, condition: &IfNoneMatch) -> HttpResponse {
        if condition.has(&self.etag) {
            HttpResponse::NotModified()
                .insert_header((ETAG, self.etag))
                .finish()
        } else {
            self.ok()
        }
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
        Answer {
            status: 201,
            location: Some(self.location),
            etag: Some(self.etag),
            body: self.body,
        }
    }
}

fn to_json(view: &MeetingView<'_>) -> String {
    serde_json::to_string(view).unwrap_or_default()
}
