//! All that is kept of somebody, as a file.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Bytes, Data};
use futures_util::stream;
use paperclip::actix::api_v2_operation;
use scheduler_domain::auth::{Actor, ExportPart, ExportStep, export_part};
use scheduler_domain::time::format_utc;
use serde::Serialize;
use time::UtcDateTime;

use super::view::{AddressChangeView, SessionView, UserView};
use crate::answer::Answered;
use crate::app::App;
use crate::extract::Caller;
use crate::meetings::MeetingView;
use crate::notifications::NotificationView;
use crate::problem::Problem;

const NAME: &str = "attachment; filename=\"meeting-scheduler.json\"";

/// What goes wrong before the first piece is the answer; later it breaks the file off.
#[api_v2_operation]
pub(super) async fn get_export(app: Data<App>, caller: Caller) -> Answered {
    app.limits.check_export(caller.0.user_id)?;
    let export = Export {
        app,
        actor: caller.0,
        section: Section::default(),
    };
    let (first, rest) = export.piece(ExportStep::Account).await?;
    let rest = stream::unfold(rest, |rest| async move {
        let (export, step) = rest?;
        match export.piece(step).await {
            Ok((bytes, rest)) => Some((Ok(bytes), rest)),
            Err(problem) => Some((Err(problem), None)),
        }
    });
    let first = stream::iter([Ok::<_, Problem>(first)]);
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_DISPOSITION, NAME))
        .streaming(stream::StreamExt::chain(first, rest)))
}

/// A file that is made while it is sent: no more than one piece of it is ever in memory.
struct Export {
    app: Data<App>,
    actor: Actor,
    section: Section,
}

impl Export {
    /// The piece, and what is left to do.
    async fn piece(
        mut self,
        step: ExportStep,
    ) -> Result<(Bytes, Option<(Self, ExportStep)>), Problem> {
        let verify = self.app.settings.email_verification;
        let (actor, mut section) = (self.actor.clone(), self.section);
        let (bytes, next, section) = self
            .app
            .usecase(move |store, ctx| {
                let (part, next) = export_part(store, ctx, &actor, step)?;
                let mut out = Vec::new();
                section
                    .write(&mut out, part, &actor, ctx.now, verify)
                    .map_err(Problem::internal)?;
                if next.is_none() {
                    out.extend(END);
                }
                Ok::<_, Problem>((out, next, section))
            })
            .await?;
        self.section = section;
        Ok((bytes.into(), next.map(|next| (self, next))))
    }
}

/// One JSON document, as `GET /api/auth/export/` answers it. `verify` is whether addresses count
/// only once they are verified.
pub fn export_file(
    parts: Vec<ExportPart>,
    actor: &Actor,
    now: UtcDateTime,
    verify: bool,
) -> serde_json::Result<Vec<u8>> {
    let (mut out, mut section) = (Vec::new(), Section::default());
    for part in parts {
        section.write(&mut out, part, actor, now, verify)?;
    }
    out.extend(END);
    Ok(out)
}

#[derive(Serialize)]
struct HeadView {
    exported_at: String,
    profile: UserView,
    sessions: Vec<SessionView>,
    address_changes: Vec<AddressChangeView>,
}

/// Closes the last list, and all.
const END: &[u8] = b"]}";

/// The list that is being written.
#[derive(Clone, Copy, Default)]
struct Section {
    name: Option<&'static str>,
    has_items: bool,
}

impl Section {
    fn write(
        &mut self,
        out: &mut Vec<u8>,
        part: ExportPart,
        actor: &Actor,
        now: UtcDateTime,
        verify: bool,
    ) -> serde_json::Result<()> {
        match part {
            ExportPart::Account(user, sessions, changes) => {
                let sessions = sessions.into_iter();
                let head = HeadView {
                    exported_at: format_utc(now),
                    profile: UserView::from(&*user),
                    sessions: sessions
                        .map(|(session, device)| SessionView::new(&session, device, actor))
                        .collect(),
                    address_changes: changes.iter().map(AddressChangeView::from).collect(),
                };
                serde_json::to_writer(&mut *out, &head)?;
                // More members follow.
                out.pop();
                Ok(())
            }
            ExportPart::Organised(meetings) => {
                let views = meetings.iter();
                let views = views.map(|meeting| MeetingView::new(meeting, actor, now, verify));
                self.list(out, "meetings_organised", views)
            }
            ExportPart::Participated(meetings) => {
                let views = meetings.iter();
                let views = views.map(|meeting| MeetingView::new(meeting, actor, now, verify));
                self.list(out, "meetings_participated", views)
            }
            ExportPart::Notifications(all) => {
                let all = all.into_iter();
                let views = all.map(|notification| NotificationView::new(notification, now));
                self.list(out, "notifications", views)
            }
        }
    }

    fn list(
        &mut self,
        out: &mut Vec<u8>,
        name: &'static str,
        items: impl Iterator<Item = impl Serialize>,
    ) -> serde_json::Result<()> {
        if self.name != Some(name) {
            if self.name.is_some() {
                out.push(b']');
            }
            out.extend(format!(",\"{name}\":[").as_bytes());
            *self = Self {
                name: Some(name),
                has_items: false,
            };
        }
        for item in items {
            if self.has_items {
                out.push(b',');
            }
            self.has_items = true;
            serde_json::to_writer(&mut *out, &item)?;
        }
        Ok(())
    }
}
