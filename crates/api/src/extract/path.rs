//! Ids in paths. One that is not of its form belongs to nothing: 404.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev};
use scheduler_domain::ids::{MeetingId, ParticipantId};
use uuid::Uuid;

use crate::problem::{Code, Problem};

/// `{id}` of a meeting.
pub(crate) struct PathMeeting(pub(crate) MeetingId);

/// `{pid}` of a participant.
pub(crate) struct PathParticipant(pub(crate) ParticipantId);

super::undocumented!(PathMeeting, PathParticipant);

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
        let text = segment(request, "pid");
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let id = text.parse().ok().filter(|_| is_number).map(ParticipantId);
        ready(id.map(Self).ok_or_else(|| Problem::new(Code::NotFound)))
    }
}

/// The hyphenated form only (RFC 9562 §4).
pub(crate) fn parse_meeting_id(text: &str) -> Option<MeetingId> {
    let is_hyphenated = text.len() == 36;
    let id = Uuid::try_parse(text).ok()?;
    is_hyphenated.then_some(MeetingId(id))
}

fn segment<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.match_info().get(name).unwrap_or_default()
}
