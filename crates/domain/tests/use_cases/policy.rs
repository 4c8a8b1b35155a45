//! Every command in every phase does what the table of `meetings::policy` says.

use std::collections::BTreeSet;

use scheduler_domain::admin::Permission;
use scheduler_domain::auth::{Actor, delete_account};
use scheduler_domain::ctx::Ctx;
use scheduler_domain::ids::{MeetingId, NotificationId};
use scheduler_domain::meetings::policy::{Command, Hearers, Permit, Phase, Rule, rule};
use scheduler_domain::meetings::{
    AcceptTransfer, ActingPerson, HandOver, Meeting, OfferTransfer, Reschedule, Status, Viewer,
    accept_transfer, cancel, decline_transfer, delete, hand_over, offer_transfer, reschedule,
    schedule, withdraw_transfer,
};
use scheduler_domain::notifications::{Act, Event, Message, NoticeKind, notify, remind, resend};
use scheduler_domain::participants::{
    Invite, Respond, Rsvp, UpdateParticipant, invite, remove, respond, show_link,
    update_participant,
};
use scheduler_domain::text::{Description, Email, Name, Title};
use scheduler_domain::time::TimeRange;
use scheduler_testkit::MemoryStore;
use scheduler_testkit::builders::{editor, email, invitee, minutes, plan, staff};
use scheduler_testkit::fakes::{PlainPasswords, PlainTokens, later};
use scheduler_testkit::world::{self, World, put};
use time::Duration;

const TIMES: (i64, i64) = (60, 60);

/// Ann's meeting. Bob may edit it, Cleo comes, Zoe declined, Dora has not replied.
struct Scene<'a> {
    world: World<'a>,
    ctx: Ctx,
    staff: Actor,
    meeting: Meeting,
}

impl<'a> Scene<'a> {
    fn new(store: &'a MemoryStore, command: Command, phase: Phase) -> Self {
        let world = World::new(store);
        let people = ["bob", "cleo", "zoe", "dora"];
        let meeting = world.meeting("Plan", times(), &people);
        let id = |name: &str| meeting.participant_with(&email(name)).unwrap().id;
        for (name, reply) in [
            ("bob", Rsvp::Accepted),
            ("cleo", Rsvp::Accepted),
            ("zoe", Rsvp::Declined),
        ] {
            let cmd = Respond::new(meeting.id, id(name), reply);
            respond(store, &world.ctx, &world.ann, &cmd).unwrap();
        }
        update_participant(
            store,
            &world.ctx,
            &world.ann,
            (meeting.id, id("bob")),
            &UpdateParticipant {
                is_co_organiser: Some(true),
                ..UpdateParticipant::default()
            },
        )
        .unwrap();
        if phase == Phase::Cancelled || command == Command::Restore {
            cancel(store, &world.ctx, &world.ann, meeting.id, None).unwrap();
        }
        if matches!(
            command,
            Command::AcceptTransfer | Command::DeclineTransfer | Command::WithdrawTransfer
        ) {
            let cmd = OfferTransfer {
                meeting_id: meeting.id,
                to: email("cleo"),
                expected: None,
            };
            offer_transfer(store, &world.ctx, &world.ann, &cmd).unwrap();
        }
        world::sent(store, &later(&world.ctx, Duration::MINUTE));
        let ctx = later(&world.ctx, now(command, phase));
        let all = [Permission::MeetingsEditAll];
        let staff = staff(store, &world.ctx, "sara", &all);
        let staff = staff.over_meetings(Permission::MeetingsEditAll).unwrap();
        let meeting = world.find(meeting.id).unwrap();
        Self {
            world,
            ctx,
            staff,
            meeting,
        }
    }

    /// Whether the command is taken, by this actor.
    fn perform(&self, command: Command, actor: &Actor) -> bool {
        let (store, ctx, id) = (self.world.store, &self.ctx, self.meeting.id);
        let cleo = self.meeting.participant_with(&email("cleo")).unwrap().id;
        let update = |cmd: Reschedule| reschedule(store, ctx, actor, id, None, &cmd).is_ok();
        match command {
            Command::Create => schedule(store, ctx, actor, &plan("New", times(), &["zoe"])).is_ok(),
            Command::UpdateText => update(Reschedule {
                title: Some(Title::parse("Other").unwrap()),
                ..Reschedule::default()
            }),
            Command::UpdateDetails => update(Reschedule {
                description: Some(Description::parse("Other").unwrap()),
                ..Reschedule::default()
            }),
            Command::Move => update(self.moved()),
            Command::Cancel => cancel(store, ctx, actor, id, None).is_ok(),
            Command::Restore => update(Reschedule {
                status: Some(Status::Scheduled),
                ..Reschedule::default()
            }),
            Command::Delete => delete(store, ctx, actor, id, None).is_ok(),
            Command::DeleteAccount => {
                delete_account(store, ctx, &PlainPasswords, actor, "secret of ann").is_ok()
            }
            Command::Invite => {
                let cmd = Invite {
                    meeting_id: id,
                    invitee: invitee("erik"),
                    allow_conflicts: true,
                };
                invite(store, ctx, actor, &cmd).is_ok()
            }
            Command::Remove | Command::Leave => remove(store, ctx, actor, id, cleo).is_ok(),
            Command::Reply | Command::ReplyFor => {
                let cmd = Respond::new(id, cleo, Rsvp::Tentative);
                respond(store, ctx, actor, &cmd).is_ok()
            }
            Command::Notify(kind) => notify(store, ctx, actor, id, kind).is_ok(),
            Command::Resend(kind) => resend(store, ctx, actor, id, self.sent(kind)).is_ok(),
            Command::HandOver => {
                let cmd = HandOver {
                    meeting_id: id,
                    to: email("cleo"),
                    verify: true,
                    expected: None,
                };
                hand_over(store, ctx, actor, &cmd).is_ok()
            }
            Command::OfferTransfer => {
                let cmd = OfferTransfer {
                    meeting_id: id,
                    to: email("cleo"),
                    expected: None,
                };
                offer_transfer(store, ctx, actor, &cmd).is_ok()
            }
            Command::AcceptTransfer => {
                let cmd = AcceptTransfer {
                    meeting_id: id,
                    keeps_co_organisers: false,
                };
                accept_transfer(store, ctx, actor, &cmd).is_ok()
            }
            Command::DeclineTransfer => decline_transfer(store, ctx, actor, id).is_ok(),
            Command::WithdrawTransfer => withdraw_transfer(store, ctx, actor, id).is_ok(),
            Command::SetCoOrganiser => update_participant(
                store,
                ctx,
                actor,
                (id, cleo),
                &UpdateParticipant {
                    is_co_organiser: Some(true),
                    ..UpdateParticipant::default()
                },
            )
            .is_ok(),
            Command::Rename => {
                let cmd = UpdateParticipant {
                    name: Some(Name::parse("Cleo").unwrap()),
                    ..UpdateParticipant::default()
                };
                update_participant(store, ctx, actor, (id, cleo), &cmd).is_ok()
            }
            Command::ShowLink => show_link(store, ctx, &PlainTokens, actor, id, cleo).is_ok(),
            Command::Remind => {
                let before = later(&self.world.ctx, Duration::ZERO);
                remind(store, &before, 10).unwrap();
                remind(store, ctx, 10).is_ok()
            }
        }
    }

    /// Later; of what is over, the end is corrected.
    fn moved(&self) -> Reschedule {
        let times = self.meeting.details.times;
        if self.meeting.phase(self.ctx.now) == Phase::Over {
            return Reschedule {
                start: Some(times.start() - Duration::minutes(5)),
                end: Some(times.end() + Duration::minutes(5)),
                ..Reschedule::default()
            };
        }
        Reschedule {
            start: Some(times.start() + Duration::DAY),
            end: Some(times.end() + Duration::DAY),
            ..Reschedule::default()
        }
    }

    /// A notification of this kind to Cleo, or to Ann of Cleo's reply, which holds and was sent.
    fn sent(&self, kind: NoticeKind) -> NotificationId {
        let by = self.meeting.acting_person(&self.world.cleo);
        let cleo = self.meeting.participant_with(&email("cleo")).unwrap();
        let event = match kind {
            NoticeKind::Reply => Event::Answered(cleo),
            _ => Event::Invited(cleo),
        };
        let nobody = ActingPerson::server();
        let act = Act {
            event,
            by: if kind == NoticeKind::Reply {
                &by
            } else {
                &nobody
            },
            phase: Phase::Upcoming,
        };
        let message = act.messages(&self.world.ctx, &self.meeting).swap_remove(0);
        let message = Message { kind, ..message };
        put(self.world.store, |tx| {
            tx.outbox().insert(std::slice::from_ref(&message))
        });
        let id = self.world.told(self.meeting.id)[0].id;
        put(self.world.store, |tx| {
            tx.outbox().give_up(id, "", self.world.ctx.now)
        });
        id
    }

    /// Ann's other meetings.
    fn others(&self) -> Vec<MeetingId> {
        let viewer = Viewer::from(&self.world.ann);
        let all = put(self.world.store, |tx| {
            tx.meetings().list_upcoming(&viewer, self.ctx.now)
        });
        let ids = all.into_iter().map(|one| one.id);
        ids.filter(|id| *id != self.meeting.id).collect()
    }
}

/// Everybody whom the rule names, but the acting person.
fn expected(command: Command, rule: Rule, actor: &Actor) -> BTreeSet<Email> {
    let concerned = if command == Command::Invite {
        "erik"
    } else {
        "cleo"
    };
    let guests: &[&str] = match (command, rule.participants) {
        (_, Hearers::Nobody) => &[],
        (Command::Create, _) => &["zoe"],
        // The former organiser stays, and the new one hears of it as the organiser.
        (Command::HandOver, _) | (Command::AcceptTransfer, Hearers::All) => {
            &["ann", "bob", "zoe", "dora"]
        }
        (Command::AcceptTransfer, Hearers::Concerned) => &["ann"],
        (_, Hearers::Concerned) => &[concerned],
        (_, Hearers::Coming) => &["bob", "cleo", "dora"],
        (_, Hearers::All) => &["bob", "cleo", "zoe", "dora"],
    };
    let organiser = match command {
        Command::HandOver | Command::AcceptTransfer => "cleo",
        _ => "ann",
    };
    let organiser = rule.organiser.then_some(organiser);
    let named = guests.iter().copied().chain(organiser);
    named
        .map(email)
        .filter(|one| *one != actor.email || command == Command::Remind)
        .collect()
}

fn times() -> TimeRange {
    minutes(TIMES.0, TIMES.1)
}

fn now(command: Command, phase: Phase) -> Duration {
    match phase {
        // A reminder is due then.
        Phase::Upcoming if command == Command::Remind => Duration::minutes(45),
        Phase::Upcoming | Phase::Cancelled => Duration::ZERO,
        // What begins now has begun, and is not in the past.
        Phase::Running => Duration::minutes(60),
        Phase::Over => Duration::minutes(180),
    }
}

/// No meeting gets there by that command.
fn is_unreachable(command: Command, phase: Phase) -> bool {
    matches!(
        (command, phase),
        (Command::Create | Command::Restore, Phase::Cancelled)
    )
}

/// The people who may give the command.
fn actors(scene: &Scene<'_>, command: Command) -> Vec<Actor> {
    let World { ann, bob, cleo, .. } = &scene.world;
    let staff = &scene.staff;
    match command {
        Command::Leave | Command::Reply | Command::AcceptTransfer | Command::DeclineTransfer => {
            vec![cleo.clone()]
        }
        Command::HandOver => vec![staff.clone(), editor(ann)],
        Command::Create
        | Command::DeleteAccount
        | Command::Remind
        | Command::OfferTransfer
        | Command::WithdrawTransfer => vec![ann.clone()],
        Command::Delete | Command::SetCoOrganiser => {
            vec![ann.clone(), staff.clone()]
        }
        _ => vec![ann.clone(), bob.clone(), staff.clone()],
    }
}

fn check(command: Command, phase: Phase, index: usize) -> Option<()> {
    let store = MemoryStore::fresh();
    let scene = Scene::new(&store, command, phase);
    let actor = actors(&scene, command).get(index)?.clone();
    let case = format!("{command:?} of {phase:?} by {}", actor.email);
    let rule = rule(command, phase);
    let outbox = |scene: &Scene<'_>| {
        let all = put(&*store, |tx| tx.outbox().list_all(&[scene.meeting.id]));
        all.into_iter().map(|one| one.id).collect::<BTreeSet<_>>()
    };
    let before = outbox(&scene);
    let is_taken = scene.perform(command, &actor);
    match command {
        // Besides the table, the notification must still be true.
        Command::Resend(NoticeKind::Cancellation) if phase != Phase::Cancelled => {}
        _ => assert_eq!(is_taken, rule.permit == Permit::Allowed, "{case}"),
    }
    if matches!(command, Command::Resend(_)) {
        return Some(());
    }
    let about = match command {
        Command::Create => scene.others(),
        _ => vec![scene.meeting.id],
    };
    let told = put(&*store, |tx| tx.outbox().list_all(&about));
    let told: BTreeSet<Email> = told
        .into_iter()
        .filter(|one| !before.contains(&one.id))
        .map(|one| one.notice.email)
        .collect();
    if command == Command::Remind && phase == Phase::Running {
        return Some(());
    }
    assert_eq!(told, expected(command, rule, &actor), "{case}");
    if let Some(after) = scene.world.find(scene.meeting.id) {
        let is_revision = after.sequence > scene.meeting.sequence;
        let expected = rule.is_revision && command != Command::Create;
        assert_eq!(is_revision, expected, "{case}: revision");
        let cleo = after.participant_with(&email("cleo"));
        let is_reset = cleo.is_some_and(|cleo| cleo.status == Rsvp::Pending);
        assert_eq!(is_reset, rule.resets_replies, "{case}: replies");
    }
    Some(())
}

#[test]
fn every_command_in_every_phase_follows_the_table() {
    for command in Command::ALL {
        for phase in Phase::ALL {
            if is_unreachable(command, phase) {
                continue;
            }
            for index in 0.. {
                if check(command, phase, index).is_none() {
                    break;
                }
            }
        }
    }
}
