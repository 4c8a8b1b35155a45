//! The expectations, and nothing else: who gets what from which call, and which input names
//! something that belongs to somebody.

use scheduler_tests::people::{PASSWORD, meeting};
use scheduler_tests::times::day;
use serde_json::{Value, json};

/// In the order of all figures below.
pub(super) const ROLES: [&str; 5] = ["nobody", "stranger", "participant", "organiser", "staff"];

/// One call as it is meant to be made.
pub(super) struct Row {
    /// `METHOD /path` as in the document. `{id}` is the organiser's meeting, `{pid}` in it the
    /// participant, `{guest}` somebody else who is invited, `{token}` what the
    /// participant's secret link carries, `{nid}` a mail about the meeting,
    /// `{sid}` a session of somebody else.
    pub call: &'static str,
    /// `{fresh}` is an address that nobody has, `{refresh}` the refresh token of a new session.
    pub body: Value,
    /// What each role gets.
    pub gives: [u16; 5],
}

impl Row {
    /// As the document calls it.
    pub(super) fn name(&self) -> String {
        self.call.replace("{guest}", "{pid}")
    }
}

const EVERYBODY: [u16; 5] = [200; 5];
const USERS: [u16; 5] = [401, 200, 200, 200, 200];
const WHO_SEES: [u16; 5] = [401, 404, 200, 200, 404];
const WHO_ORGANISES: [u16; 5] = [401, 404, 403, 200, 404];

/// A path's last slash, query and headers do not matter here.
pub(super) fn rows() -> Vec<Row> {
    let with = |call, body, gives| Row { call, body, gives };
    let row = |call, gives| with(call, Value::Null, gives);
    let check = json!({"start_time": day(1, "12:00"), "end_time": day(1, "13:00"), "participant_emails": ["bob@example.org"]});
    let account = json!({"email": "{fresh}", "password": PASSWORD, "password2": PASSWORD});
    let log_in = json!({"email": "bob@example.org", "password": PASSWORD});
    let accepts = json!({"status": "accepted"});
    vec![
        with("POST /api/auth/register/", account, [201; 5]),
        with("POST /api/auth/login/", log_in, EVERYBODY),
        with(
            "POST /api/auth/token/refresh/",
            json!({"refresh": "{refresh}"}),
            EVERYBODY,
        ),
        with(
            "POST /api/auth/logout/",
            json!({"refresh": "{refresh}"}),
            EVERYBODY,
        ),
        with(
            "POST /api/auth/verify-email/",
            json!({"token": "x"}),
            [400; 5],
        ),
        with("POST /api/auth/disown/", json!({"token": "x"}), [400; 5]),
        with(
            "POST /api/auth/password-reset/",
            json!({"email": "{fresh}"}),
            EVERYBODY,
        ),
        with(
            "POST /api/auth/password-reset/confirm/",
            json!({"token": "x", "new_password": PASSWORD, "new_password2": PASSWORD}),
            [400; 5],
        ),
        row("GET /api/auth/sessions/", USERS),
        row(
            "DELETE /api/auth/sessions/{sid}/",
            [401, 404, 404, 404, 404],
        ),
        row("GET /api/auth/export/", USERS),
        row("GET /api/auth/me/", USERS),
        with("PUT /api/auth/me/", json!({"first_name": "A"}), USERS),
        with("PATCH /api/auth/me/", json!({"first_name": "B"}), USERS),
        with(
            "DELETE /api/auth/me/",
            json!({"password": "wrong"}),
            [401, 400, 400, 400, 400],
        ),
        row("GET /api/auth/me/deletion/", USERS),
        with(
            "POST /api/auth/me/email/",
            json!({"email": "{fresh}", "password": "wrong"}),
            [401, 400, 400, 400, 400],
        ),
        // The link is the proof, together with a session or the password of its account.
        with(
            "POST /api/auth/me/email/confirm/",
            json!({"token": "x"}),
            [400; 5],
        ),
        with(
            "POST /api/auth/me/email/undo/",
            json!({"token": "x"}),
            [400; 5],
        ),
        with(
            "POST /api/auth/change-password/",
            json!({}),
            [401, 400, 400, 400, 400],
        ),
        row("POST /api/auth/resend-verification/", USERS),
        row("GET /api/meetings/", USERS),
        with(
            "POST /api/meetings/",
            meeting("09:00"),
            [401, 201, 201, 201, 201],
        ),
        row("GET /api/meetings/my-calendar/", USERS),
        row("GET /api/meetings/summary/", USERS),
        with("POST /api/meetings/check-conflicts/", check, USERS),
        row("GET /api/meetings/{id}/", WHO_SEES),
        row("GET /api/meetings/{id}/export-ics/", WHO_SEES),
        row("GET /api/meetings/{id}/participants/", WHO_SEES),
        row("GET /api/meetings/{id}/notifications/", WHO_ORGANISES),
        with("PUT /api/meetings/{id}/", meeting("15:00"), WHO_ORGANISES),
        with(
            "PATCH /api/meetings/{id}/",
            json!({"title": "New"}),
            WHO_ORGANISES,
        ),
        row("DELETE /api/meetings/{id}/", [401, 404, 403, 204, 404]),
        row("POST /api/meetings/{id}/cancel/", WHO_ORGANISES),
        row("POST /api/meetings/{id}/notify/", WHO_ORGANISES),
        with(
            "POST /api/meetings/{id}/hand-over/",
            json!({"email": "zoe@example.org"}),
            [401, 404, 403, 202, 404],
        ),
        // Nothing is offered to anybody here; `transfers.rs` offers.
        row(
            "DELETE /api/meetings/{id}/hand-over/",
            [401, 404, 403, 409, 404],
        ),
        with(
            "POST /api/meetings/{id}/hand-over/accept/",
            json!({"keep_co_organisers": true}),
            [401, 404, 409, 409, 404],
        ),
        row(
            "POST /api/meetings/{id}/hand-over/decline/",
            [401, 404, 409, 409, 404],
        ),
        row("GET /api/meetings/{id}/history/", WHO_ORGANISES),
        with(
            "POST /api/meetings/{id}/participants/",
            json!({"email": "{fresh}"}),
            [401, 404, 403, 201, 404],
        ),
        with(
            "PATCH /api/meetings/{id}/participants/{pid}/status/",
            accepts.clone(),
            WHO_SEES,
        ),
        with(
            "PATCH /api/meetings/{id}/participants/{guest}/status/",
            accepts,
            WHO_ORGANISES,
        ),
        with(
            "PATCH /api/meetings/{id}/participants/{guest}/",
            json!({"is_co_organiser": true}),
            WHO_ORGANISES,
        ),
        with(
            "PATCH /api/meetings/{id}/participants/{guest}/",
            json!({"name": "Dr Guest"}),
            WHO_ORGANISES,
        ),
        row(
            "DELETE /api/meetings/{id}/participants/{pid}/",
            [401, 404, 204, 204, 404],
        ),
        row(
            "DELETE /api/meetings/{id}/participants/{guest}/",
            [401, 404, 403, 204, 404],
        ),
        row(
            "GET /api/meetings/{id}/participants/{pid}/answer-link/",
            WHO_ORGANISES,
        ),
        row(
            "POST /api/meetings/{id}/participants/{guest}/answer-link/",
            WHO_ORGANISES,
        ),
        row(
            "POST /api/meetings/{id}/notifications/{nid}/resend/",
            WHO_ORGANISES,
        ),
        // Whoever has the link is its proof, logged in or not.
        row("GET /api/rsvp/{token}/", EVERYBODY),
        with(
            "POST /api/rsvp/{token}/",
            json!({"status": "declined"}),
            EVERYBODY,
        ),
        row("GET /api/rsvp/{token}/export-ics/", EVERYBODY),
        row("GET /api/unsubscribe/{link}/", EVERYBODY),
        row("POST /api/unsubscribe/{link}/", EVERYBODY),
        row("DELETE /api/unsubscribe/{link}/", EVERYBODY),
        row("GET /api/instance/", EVERYBODY),
        row("GET /api/schema/", EVERYBODY),
        row("GET /healthz", EVERYBODY),
        row("GET /readyz", EVERYBODY),
        // For the operator's token alone, which no account has.
        row("GET /metrics", [404; 5]),
    ]
}

/// Inputs that name something which belongs to somebody: each has probes in `probes.rs`.
pub(super) const REFERENCES: [&str; 16] = [
    "path id",
    "path pid",
    "path nid",
    "path sid",
    "path token",
    "path link",
    "cookie refresh_token",
    "header If-Match",
    "header If-None-Match",
    "header Idempotency-Key",
    "body email",
    "body participants[].email",
    "body participant_emails[]",
    "body exclude_meeting_id",
    "body refresh",
    "body token",
];

/// Inputs that name nothing.
pub(super) const PLAIN: [&str; 37] = [
    "query page",
    "query page_size",
    "query search",
    "query status",
    "query from_date",
    "query to_date",
    "query ordering",
    "query role",
    "query my_status",
    "query format",
    "body username",
    "body first_name",
    "body last_name",
    "body time_zone",
    "body password",
    "body session",
    "body password2",
    "body old_password",
    "body reminder_minutes[]",
    "body new_password",
    "body new_password2",
    "body title",
    "body description",
    "body location",
    "body start_time",
    "body end_time",
    "body status",
    "body conflict_policy",
    "body name",
    "body participants[].name",
    "body allow_conflicts",
    "body type",
    "body note",
    "body sequence",
    "body is_co_organiser",
    "body hide_guest_list",
    "body keep_co_organisers",
];
