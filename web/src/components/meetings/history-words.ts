import type { components } from '@/api/schema.gen';
import { addressText } from '@/lib/address';

type Entry = Pick<components['schemas']['HistoryEntry'], 'action' | 'by' | 'changes'>;

/** In the past tense, after who did it. What a later server knows is shown by its word. */
const ACTIONS: Record<string, string> = {
  'meeting.create': 'planned the meeting',
  'meeting.update': 'changed the meeting',
  'meeting.cancel': 'cancelled the meeting',
  'meeting.reopen': 'let the meeting take place after all',
  'meeting.delete': 'deleted the meeting',
  'meeting.hand_over': 'changed the organiser',
  'meeting.transfer_offer': 'offered the meeting to',
  'meeting.transfer_withdraw': 'withdrew the offer to',
  'meeting.transfer_decline': 'declined to organise the meeting',
  'meeting.notify': 'sent everybody a mail',
  'participant.invite': 'invited',
  'participant.remove': 'took out',
  'participant.leave': 'left',
  'participant.answer': 'answered',
  'participant.update': 'changed what may be done by',
  'participant.renew_link': 'renewed the answer link of',
  'notification.resend': 'sent a mail again to',
};

/** Where the action is about a person: whom. */
const ABOUT = new Set([
  'meeting.transfer_offer',
  'meeting.transfer_withdraw',
  'participant.invite',
  'participant.remove',
  'participant.update',
  'participant.renew_link',
  'notification.resend',
]);

export function whoText({ kind, id, email, name }: Entry['by']): string {
  if (kind === 'command_line') return 'Whoever runs the server';
  if (kind === 'server') return 'The server';
  return (
    addressText(name || email || '') || (id ? `A deleted account (${id.slice(0, 8)})` : 'Somebody')
  );
}

/** "Ada Lovelace invited grace@example.com" */
export function entryText(entry: Entry): string {
  const who = whoText(entry.by);
  const words = ACTIONS[entry.action] ?? entry.action;
  const about = entry.changes.find(({ field }) => field === 'email');
  const whom = about?.after ?? about?.before;
  if (ABOUT.has(entry.action))
    return `${who} ${words} ${whom ? addressText(whom) : 'another user'}`;
  const organiser = entry.changes.find(({ field }) => field === 'organiser')?.after;
  if (entry.action === 'meeting.hand_over' && organiser)
    return organiser === entry.by.email
      ? `${who} became the organiser`
      : `${who} made ${addressText(organiser)} the organiser`;
  // An organiser may answer for somebody.
  if (entry.action === 'participant.answer' && whom && whom !== entry.by.email)
    return `${who} answered for ${addressText(whom)}`;
  return `${who} ${words}`;
}
