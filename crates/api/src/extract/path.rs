//! Ids in paths. One that is not of its form belongs to nothing: 404.

use std::future::{Ready, ready};

use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev};
use scheduler_domain::ids::{MeetingId, NotificationId, ParticipantId, RoleId, SessionId, UserId};
use uuid::Uuid;

use crate::app::App;
use crate::middleware::client_address;
use crate::problem::{Code, Problem};

/// `{id}` of a meeting.
pub(crate) struct PathMeeting(pub(crate) MeetingId);

/// `{pid}` of a participant.
pub(crate) struct PathParticipant(pub(crate) ParticipantId);

/// `{nid}` of a notification.
pub(crate) struct PathNotification(pub(crate) NotificationId);

/// `{token}` of a secret link, whoever's it is. Guessing is held to the limit of the address.
pub(crate) struct PathLink(pub(crate) String);

/// `{link}` by which an address stops its e-mails. Guessing is held to the limit of the address.
pub(crate) struct PathOptOut(pub(crate) String);

/// `{sid}` of a session.
pub(crate) struct PathSession(pub(crate) SessionId);

/// `{uid}` of a user.
pub(crate) struct PathUser(pub(crate) UserId);

/// `{rid}` of a role.
pub(crate) struct PathRole(pub(crate) RoleId);

super::undocumented!(
    PathMeeting,
    PathParticipant,
    PathNotification,
    PathSession,
    PathRole,
    PathUser,
    PathLink,
    PathOptOut
);

impl FromRequest for PathSession {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = parse_id(segment(request, "sid")).map(SessionId);
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

impl FromRequest for PathUser {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = parse_id(segment(request, "uid")).map(UserId);
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

impl FromRequest for PathRole {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = parse_id(segment(request, "rid")).map(RoleId);
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

impl FromRequest for PathMeeting {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = parse_meeting_id(segment(request, "id"));
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

impl FromRequest for PathParticipant {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = number(segment(request, "pid")).map(ParticipantId);
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

impl FromRequest for PathNotification {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let id = number(segment(request, "nid")).map(NotificationId);
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

impl FromRequest for PathLink {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(secret(request, "token").map(Self))
    }
}

impl FromRequest for PathOptOut {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(secret(request, "link").map(Self))
    }
}

/// What a secret link carries, within the limit of the network address.
fn secret(request: &HttpRequest, name: &str) -> Result<String, Problem> {
    let app = request.app_data::<Data<App>>();
    let app = app.ok_or_else(|| Problem::new(Code::Internal))?;
    let from = client_address(request, app.settings.trust_proxy);
    app.limits.check_link(from)?;
    Ok(segment(request, name).to_owned())
}

fn number(text: &str) -> Option<i64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// See `parse_id`.
pub(crate) fn parse_meeting_id(text: &str) -> Option<MeetingId> {
    parse_id(text).map(MeetingId)
}

/// The hyphenated form only (RFC 9562 §4).
pub(crate) fn parse_id(text: &str) -> Option<Uuid> {
    let is_hyphenated = text.len() == 36;
    Uuid::try_parse(text).ok().filter(|_| is_hyphenated)
}

fn segment<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.match_info().get(name).unwrap_or_default()
}
