//! Endpoints of this feature.

use paperclip::actix::web::ServiceConfig;

pub(crate) fn configure(_cfg: &mut ServiceConfig<'_>) {}
