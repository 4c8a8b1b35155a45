import type { FieldErrors } from '@/api/problem';
import type { components } from '@/api/schema.gen';
import { type Reminders, remindersText } from '@/components/reminder-steps';
import { domainText } from '@/lib/address';
import type { Fields } from '@/lib/difference';
import type { Settings } from './queries';

export interface SettingsValues {
  registration: Settings['registration'];
  /** As typed: one on each line, or between commas. */
  domains: string;
  reminders: Reminders;
  policy: Settings['conflict_policy'];
  auditDays: string;
  /** Whether mails go before nobody may ask for them any more. */
  endsMails: boolean;
  mailDays: string;
}

/** How long mails are kept where it is first limited. */
const USUAL_MAIL_DAYS = '365';
const LEAST_DAYS = 30;
const MOST_DAYS = 3650;

export function valuesOf(settings: Settings): SettingsValues {
  const { sent_mail_retention_days: mailDays } = settings;
  return {
    registration: settings.registration,
    domains: settings.allowed_mail_domains.map(domainText).join('\n'),
    reminders: settings.reminder_minutes,
    policy: settings.conflict_policy,
    auditDays: String(settings.audit_retention_days),
    endsMails: mailDays !== null,
    mailDays: mailDays === null ? USUAL_MAIL_DAYS : String(mailDays),
  };
}

export const SETTINGS_FIELDS: Fields<SettingsValues> = {
  registration: {
    label: 'Who may register',
    keys: ['registration'],
    text: ({ registration }) => (registration === 'open' ? 'Anybody' : 'By invitation'),
  },
  domains: {
    label: 'Domains',
    keys: ['domains'],
    text: ({ domains }) => domainsOf(domains).join(', ') || 'any',
  },
  reminders: {
    label: 'Reminders',
    keys: ['reminders'],
    text: ({ reminders }) => remindersText(reminders),
  },
  policy: {
    label: 'Clashes',
    keys: ['policy'],
    text: ({ policy }) => (policy === 'forbid' ? 'forbidden' : 'pointed out'),
  },
  auditDays: {
    label: 'Audit log',
    keys: ['auditDays'],
    text: ({ auditDays }) => `${auditDays} days`,
  },
  mails: {
    label: 'Mails about meetings',
    keys: ['endsMails', 'mailDays'],
    text: ({ endsMails, mailDays }) =>
      endsMails ? `${mailDays} days after the meeting` : 'as long as anybody may ask',
  },
};

export function domainsOf(typed: string): string[] {
  return typed.split(/[\s,;]+/).flatMap((one) => one.replace(/^@/, '') || []);
}

export function faultsOf({ auditDays, endsMails, mailDays }: SettingsValues): FieldErrors {
  const faults: FieldErrors = {};
  if (!isDays(auditDays)) faults.audit_retention_days = [DAYS_FAULT];
  if (endsMails && !isDays(mailDays)) faults.sent_mail_retention_days = [DAYS_FAULT];
  return faults;
}

const DAYS_FAULT = `Enter a number of days from ${LEAST_DAYS} to ${MOST_DAYS}.`;

function isDays(typed: string): boolean {
  return (
    /^\d{1,5}$/.test(typed.trim()) && Number(typed) >= LEAST_DAYS && Number(typed) <= MOST_DAYS
  );
}

/** Only what changed: what nobody has decided goes on to hold as the server has it. */
export function toChange(
  values: SettingsValues,
  base: SettingsValues,
): components['schemas']['SettingsChange'] {
  const [now, before] = [asSent(values), asSent(base)];
  const keys = Object.keys(now) as (keyof typeof now)[];
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]))
      .map((key) => [key, now[key]]),
  );
}

function asSent(values: SettingsValues) {
  return {
    registration: values.registration,
    allowed_mail_domains: domainsOf(values.domains),
    reminder_minutes: values.reminders,
    conflict_policy: values.policy,
    audit_retention_days: Number(values.auditDays),
    sent_mail_retention_days: values.endsMails ? Number(values.mailDays) : null,
  };
}
