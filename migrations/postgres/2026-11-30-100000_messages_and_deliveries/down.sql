-- Words that were made of facts are not made here: the earlier version sends the facts.
delete from notifications where kind not in (
    'invitation', 'update', 'cancellation', 'reminder', 'reply', 'email_verification', 'password_reset'
);
alter table notifications add column subject text;
alter table notifications add column message text;
alter table notifications add column sequence integer;
alter table notifications add column facts text;
update notifications set
    subject = coalesce(m.subject, 'About: ' || (cast(m.facts as json)->>'title')),
    message = coalesce(m.words, 'About: ' || (cast(m.facts as json)->>'title')),
    sequence = m.sequence, facts = m.facts
from messages m where m.id = notifications.message_id;
delete from notifications where subject is null;
alter table notifications alter column subject set not null;
alter table notifications alter column message set not null;
alter table notifications alter column sequence set not null;
alter table notifications add constraint notifications_kind_check check (
    kind in (
        'invitation', 'update', 'cancellation', 'reminder', 'reply', 'email_verification',
        'password_reset'
    )
);
alter table notifications drop column replaced_kind;
alter table notifications drop column organiser_id;
alter table notifications drop column message_id;
drop table messages;
