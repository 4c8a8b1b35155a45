//! Reads requests. Every extractor refuses with a [`Problem`](crate::problem::Problem), and a
//! handler takes them in the order in which they should refuse: the caller first.

mod body;
mod caller;
mod conditions;
mod field;
mod form;
mod json;
mod list;
mod path;
mod query;
mod retry;
#[cfg(test)]
mod tests;
mod times;

pub(crate) use self::body::{Body, JsonBody, MOST_BYTES};
pub(crate) use self::caller::{Caller, MaybeCaller, Sessions, StaffCaller};
pub(crate) use self::conditions::{IfMatch, IfNoneMatch, detail_etag};
pub(crate) use self::field::{Field, JsonType};
pub(crate) use self::form::{Form, ListForm};
pub(crate) use self::list::List;
pub(crate) use self::path::{
    PathLink, PathMeeting, PathNotification, PathOptOut, PathParticipant, PathRole, PathSession,
    PathUser, parse_id, parse_meeting_id,
};
pub(crate) use self::query::{Origin, PageQuery, PageUrl, PageView, Query};
pub(crate) use self::retry::IdempotencyKey;
pub(crate) use self::times::read_times;

/// Extractors that paperclip shall take no notice of: the tables of `openapi` describe them.
macro_rules! undocumented {
    ($($name:ident $(<$generic:ident>)?),+) => {
        $(
            impl $(<$generic>)? paperclip::v2::schema::Apiv2Schema for $name $(<$generic>)? {}
            impl $(<$generic>)? paperclip::actix::OperationModifier for $name $(<$generic>)? {}
        )+
    };
}
pub(crate) use undocumented;
