//! Who has met whom.

use diesel::RunQueryDsl;
use diesel::sql_types::{Bool, Text};
use scheduler_domain::conflicts::{CircleRepo, Relation};
use scheduler_domain::ids::MeetingId;
use scheduler_domain::store::StoreError;
use scheduler_domain::text::Email;

use super::sql::hot_sql;
use super::{DieselTx, sql};

impl CircleRepo for DieselTx<'_> {
    fn list(&mut self, person: &Email, people: &[Email]) -> Result<Vec<Relation>, StoreError> {
        self.read(|conn| {
            let rows: Vec<(String, bool, bool)> = hot_sql!(
                (Text, Bool, Bool),
                concat!(
                    "select n.value,
                        exists (select 1 from users u
                            where u.email = n.value and u.email_verified_at is not null),
                        exists (select 1 from circle c
                            where c.viewer = $2 and c.person = n.value)
                    from ",
                    texts!("$1")
                )
            )
            .bind(people)
            .bind(person.as_str())
            .load(conn)?;
            let relations = rows
                .into_iter()
                .map(|(person, is_verified, has_met)| Relation {
                    person: Email::from_stored(person),
                    is_verified,
                    has_met,
                });
            Ok(relations.collect())
        })
    }

    fn insert(
        &mut self,
        meeting: MeetingId,
        person: &Email,
        organiser: Option<&Email>,
        left_out: &Email,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            // Rows in one order, so that two who do this at once do not wait for each other.
            sql::<()>(
                "insert into circle (viewer, person)
                select case side.number when 0 then $1 else o.other end,
                    case side.number when 0 then o.other else $1 end
                from (
                    select p.email as other from participants p
                    where p.meeting_id = $2 and p.email <> $1 and p.email <> $4
                        and p.status in ('accepted', 'tentative') and p.has_accepted
                    union
                    select cast($3 as text) where $3 is not null
                ) o
                cross join (select 0 as number union all select 1) side
                where true
                order by 1, 2
                on conflict do nothing",
            )
            .bind(person.as_str())
            .bind(meeting)
            .bind(organiser.map(Email::as_str))
            .bind(left_out.as_str())
            .execute(conn)?;
            Ok(())
        })
    }

    fn delete(&mut self, person: &Email) -> Result<(), StoreError> {
        self.write(|conn| {
            for text in [
                "delete from circle where person = $1
                    and viewer in (select c.person from circle c where c.viewer = $1)",
                "delete from circle where viewer = $1",
            ] {
                sql::<()>(text).bind(person.as_str()).execute(conn)?;
            }
            Ok(())
        })
    }
}
