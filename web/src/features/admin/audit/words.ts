import { entryText, whoText } from '@/components/meetings/history-words';
import { addressText } from '@/lib/address';
import type { AuditEntry } from './queries';

export const TARGETS: Record<AuditEntry['target']['kind'], string> = {
  user: 'Accounts',
  role: 'Roles',
  meeting: 'Meetings',
  participant: 'Participants',
  notification: 'Mails',
  settings: 'Settings',
  backup: 'Backups',
};

/** As one chooses them, and how they read after who did it; what it was done to follows where it is known. */
export const ACTIONS: Record<string, { choice: string; words?: string }> = {
  'meeting.create': { choice: 'Meeting planned' },
  'meeting.update': { choice: 'Meeting changed' },
  'meeting.cancel': { choice: 'Meeting cancelled' },
  'meeting.reopen': { choice: 'Meeting takes place after all' },
  'meeting.delete': { choice: 'Meeting deleted' },
  'meeting.hand_over': { choice: 'Organiser changed' },
  'meeting.transfer_offer': { choice: 'Transfer offered' },
  'meeting.transfer_withdraw': { choice: 'Transfer offer withdrawn' },
  'meeting.transfer_decline': { choice: 'Transfer declined' },
  'meeting.notify': { choice: 'Everybody mailed' },
  'participant.invite': { choice: 'Somebody invited' },
  'participant.remove': { choice: 'Somebody taken out' },
  'participant.leave': { choice: 'Somebody left' },
  'participant.answer': { choice: 'Answer given' },
  'participant.update': { choice: 'Co-organiser named or not any more' },
  'participant.renew_link': { choice: 'Answer link renewed' },
  'notification.resend': { choice: 'Mail sent again' },
  'notification.give_up': { choice: 'Mail given up', words: 'gave up a mail' },
  'user.create': { choice: 'Account made', words: 'made the account of' },
  'user.update': { choice: 'Account changed', words: 'changed the account of' },
  'user.access': { choice: 'What somebody may do', words: 'changed the rights of' },
  'user.deactivate': { choice: 'Account deactivated', words: 'deactivated the account of' },
  'user.reactivate': { choice: 'Account let in again', words: 'reactivated the account of' },
  'user.reset_mail': {
    choice: 'New password offered',
    words: 'had a link for a new password sent to',
  },
  'user.end_sessions': { choice: 'Logged out everywhere', words: 'ended all sessions of' },
  'user.delete': { choice: 'Account deleted', words: 'deleted the account of' },
  'role.create': { choice: 'Role made', words: 'made the role' },
  'role.update': { choice: 'Role changed', words: 'changed the role' },
  'role.delete': { choice: 'Role deleted', words: 'deleted the role' },
  'user.disown': { choice: 'Address taken back', words: 'took the address back from' },
  'user.change_email': {
    choice: 'Address of an account changed',
    words: 'changed the e-mail address of',
  },
  'user.undo_email': {
    choice: 'Change of an address undone',
    words: 'undid the change of the e-mail address of',
  },
  'user.export': { choice: 'Data of an account taken', words: 'took all data of' },
  'settings.update': { choice: 'Settings changed', words: 'changed the settings' },
  'backup.create': { choice: 'Backup taken', words: 'took a backup' },
  'backup.restore': { choice: 'Backup restored', words: 'restored a backup' },
};

/** The field by which the changes name such a thing. */
const NAMED: Partial<Record<AuditEntry['target']['kind'], 'email' | 'name'>> = {
  user: 'email',
  role: 'name',
};

/** "Ada Lovelace deleted the account of grace@example.com" */
export function auditText(entry: AuditEntry): string {
  const words = ACTIONS[entry.action]?.words;
  if (words === undefined) return entryText(entry);
  const text = `${whoText(entry.by)} ${words}`;
  const field = NAMED[entry.target.kind];
  if (field === undefined) return text;
  const named = entry.changes.find((change) => change.field === field);
  // Entries of older versions do not say it.
  const name = named?.after ?? named?.before ?? 'somebody';
  return `${text} ${field === 'name' ? `“${name}”` : addressText(name)}`;
}
