import type { components } from '@/api/schema.gen';
import { addressText } from '@/lib/address';

export const MAIL_KINDS: Record<components['schemas']['MailKind'], string> = {
  invitation: 'Invitation',
  update: 'Update',
  cancellation: 'Cancellation',
  reminder: 'Reminder',
  reply: 'Answer',
  transfer: 'Transfer',
  email_verification: 'Confirm the address',
  password_reset: 'New password',
  email_change: 'Confirm the new address',
  email_changed: 'Address changed',
};

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** "73.4 MB" */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const digits = power === 0 ? 0 : 1;
  return `${(bytes / 1000 ** power).toFixed(digits)} ${UNITS[power]}`;
}

/** "4 days", "3 hours", "12 seconds": the largest unit alone. */
export function ageText(seconds: number): string {
  const steps = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [length, unit] = steps.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** "1 user", "2 users" */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat('en-GB').format(count)} ${count === 1 ? one : many}`;
}

/** Whose e-mails a mail limit counts, such as "From ann@example.org to bob@example.org, a day". */
export function limitText({ setting, from, to }: components['schemas']['MailLimitUse']): string {
  const [sender, recipient] = [addressText(from ?? ''), addressText(to ?? '')];
  switch (setting) {
    case 'MAIL_LIMIT_ACCOUNT_HOUR':
      return `From ${sender}, an hour`;
    case 'MAIL_LIMIT_PAIR_DAY':
      return `From ${sender} to ${recipient}, a day`;
    case 'MAIL_LIMIT_STRANGER_DAY':
      return `From strangers to ${recipient}, a day`;
    case 'MAIL_LIMIT_HOUR':
      return 'This server, an hour';
  }
}
