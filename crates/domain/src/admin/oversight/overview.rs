//! How the server is, at a glance.

use std::ops::RangeInclusive;

use time::{Date, Duration, UtcDateTime, Weekday};

use super::{MailHealth, MeetingFigures, OverseeError, UserFigures};
use crate::admin::{Permission, Staff};
use crate::backup::BACKUP_MARK;
use crate::ctx::Ctx;
use crate::mail_limits::Subject;
use crate::notifications::Mark;
use crate::store::{Store, StoreError, Tx};
use crate::time::Zone;

/// So many weeks before the present one, it, and so many after it.
const WEEKS: RangeInclusive<i64> = -12..=4;

/// What is new, or went wrong lately, is that since so long.
const LATELY: Duration = Duration::hours(24);

/// How many meetings begin in a week and were not called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// The Monday that it begins with (ISO 8601), on the clock of who looks.
    pub begins: Date,
    /// So many.
    pub meetings: i64,
}

/// How the server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Accounts; new ones are those of the last seven days.
    pub users: UserFigures,
    /// All meetings.
    pub meetings: i64,
    /// Those that are scheduled and have not begun.
    pub upcoming: i64,
    /// The last 12 weeks, this one, and the next 4.
    pub weeks: Vec<Week>,
    /// Mails; what was sent or given up is that of the last 24 hours.
    pub mail: MailHealth,
    /// Mail limits of which at least four fifths are used, and that of the installation if anything of
    /// it is; at most 50.
    pub mail_limits: Vec<LimitUse>,
    /// When the last backup was taken, if there was one.
    pub backup_at: Option<UtcDateTime>,
}

/// By a fixed number of statements.
pub fn overview(store: &dyn Store, ctx: &Ctx, staff: &Staff) -> Result<Overview, OverseeError> {
    staff.check(Permission::SettingsEdit)?;
    let (mondays, bounds) = weeks(ctx.now, &staff.actor().zone)?;
    let overview = store.read(|tx| {
        let backup = tx.marks().find(BACKUP_MARK)?;
        let users = tx.oversight().count_users(ctx.now - Duration::WEEK)?;
        let MeetingFigures {
            all,
            upcoming,
            per_span,
        } = tx.oversight().count_meetings(ctx.now, &bounds)?;
        let weeks = mondays.iter().zip(per_span);
        Ok::<_, StoreError>(Overview {
            users,
            meetings: all,
            upcoming,
            weeks: weeks
                .map(|(begins, meetings)| Week {
                    begins: *begins,
                    meetings,
                })
                .collect(),
            mail: tx.oversight().mail_health(ctx.now - LATELY)?,
            mail_limits: limits_in_use(tx, ctx)?,
            backup_at: backup.map(|Mark { reached_at, .. }| reached_at),
        })
    })?;
    Ok(overview)
}

/// How much of a mail limit is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitUse {
    /// Whose e-mails are counted.
    pub subject: Subject,
    /// How many e-mails count at present; more than the limit where some are held.
    pub count: u32,
    /// How many there may be.
    pub limit: u32,
}

/// So many are shown.
const SHOWN_LIMITS: u32 = 50;

fn limits_in_use(tx: &mut dyn Tx, ctx: &Ctx) -> Result<Vec<LimitUse>, StoreError> {
    let Some(limits) = ctx.mail_limits else {
        return Ok(Vec::new());
    };
    let near = tx.allowances().list_near(ctx.now, SHOWN_LIMITS)?;
    let shown = near
        .into_iter()
        .filter(|taken| taken.is_near() || matches!(taken.subject, Subject::Server(_)));
    let uses = shown.map(|taken| {
        let allowance = taken.subject.allowance(&limits);
        LimitUse {
            count: allowance.count(allowance.window * (taken.used / taken.window)),
            limit: allowance.limit.get(),
            subject: taken.subject,
        }
    });
    Ok(uses.collect())
}

/// The Mondays that weeks begin with, and these instants with the one that ends the last week.
fn weeks(now: UtcDateTime, zone: &Zone) -> Result<(Vec<Date>, Vec<UtcDateTime>), StoreError> {
    let today = zone.wall(now).date();
    let since_monday = i64::from(today.weekday().number_days_from_monday());
    let monday = |week: i64| {
        let day = today.checked_add(Duration::days(week * 7 - since_monday));
        debug_assert!(day.is_none_or(|day| day.weekday() == Weekday::Monday));
        day.ok_or(StoreError::Misuse("a week beyond the calendar"))
    };
    let mondays = WEEKS.map(monday).collect::<Result<Vec<_>, _>>()?;
    let bounds = (*WEEKS.start()..=WEEKS.end() + 1).map(|week| {
        let start = zone.start_of_day(monday(week)?);
        start.map_err(|_fault| StoreError::Misuse("a week beyond the calendar"))
    });
    Ok((mondays, bounds.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use time::macros::{date, utc_datetime};

    use super::*;

    #[test]
    fn weeks_begin_on_mondays_of_the_clock_on_the_wall() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        // Sunday, 23:30 in UTC; Monday in Berlin.
        let now = utc_datetime!(2030-06-02 23:30);
        let (mondays, bounds) = weeks(now, &Zone::utc()).unwrap();
        assert_eq!((mondays.len(), bounds.len()), (17, 18));
        assert_eq!(mondays[12], date!(2030 - 05 - 27));
        assert_eq!(bounds[12], utc_datetime!(2030-05-27 0:00));
        let (mondays, bounds) = weeks(now, &berlin).unwrap();
        assert_eq!(mondays[12], date!(2030 - 06 - 03));
        assert_eq!(bounds[12], utc_datetime!(2030-06-02 22:00));
        // Before the clocks changed on 31 March.
        assert_eq!(mondays[0], date!(2030 - 03 - 11));
        assert_eq!(bounds[0], utc_datetime!(2030-03-10 23:00));
        assert!(bounds.is_sorted());
    }
}
