//! A meeting's detail as text, with the tag that names this text.

use actix_web::HttpResponse;
use scheduler_domain::idempotency::Answer;
use scheduler_domain::meetings::Meeting;
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

impl Detail {
    /// As of `now`; see [`MeetingView::new`].
    pub(super) fn new(meeting: &Meeting, now: UtcDateTime, verify: bool) -> Self {
        Self::render(meeting, MeetingView::new(meeting, now, verify), None)
    }

    /// After a change. The tag is that of the plain detail, since conflicts are no part of it.
    pub(super) fn with_conflicts(
        meeting: &Meeting,
        now: UtcDateTime,
        verify: bool,
        conflicts: ConflictsView,
    ) -> Self {
        Self::render(
            meeting,
            MeetingView::new(meeting, now, verify),
            Some(conflicts),
        )
    }

    fn render(
        meeting: &Meeting,
        mut view: MeetingView<'_>,
        conflicts: Option<ConflictsView>,
    ) -> Self {
        let tagged = Tagged::new(meeting.version, &view);
        let location = format!("/api/meetings/{}/", meeting.id);
        if conflicts.is_none() {
            return Self { location, tagged };
        }
        view.conflicts = conflicts;
        Self {
            location,
            tagged: tagged.with_body(&view),
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

    /// 201.
    pub(super) fn created(self) -> Answer {
        self.tagged.created(self.location)
    }
}
