import { expect, it } from 'vitest';
import { domainsOf, faultsOf, toChange, valuesOf } from './form';
import type { Settings } from './queries';

const settings: Settings = {
  registration: 'open',
  allowed_mail_domains: ['example.org'],
  reminder_minutes: [15, 1440],
  conflict_policy: 'warn',
  audit_retention_days: 730,
  sent_mail_retention_days: null,
  environment: {
    public_url: null,
    email_verification: false,
    rate_limits: true,
    trust_proxy: false,
    mail_hold_seconds: 30,
    access_token_minutes: 15,
    refresh_token_days: 14,
    cors_allowed_origins: [],
  },
};
const base = valuesOf(settings);

it('reads domains however they are written', () => {
  expect(domainsOf(' example.org,a.example;\n@b.example ')).toEqual([
    'example.org',
    'a.example',
    'b.example',
  ]);
  expect(domainsOf(' \n ')).toEqual([]);
});

it('sends only what changed', () => {
  expect(toChange(base, base)).toEqual({});
  expect(toChange({ ...base, domains: '' }, base)).toEqual({ allowed_mail_domains: [] });
  // A number that nobody asks for is none.
  expect(toChange({ ...base, mailDays: '40' }, base)).toEqual({});
  expect(toChange({ ...base, mailDays: '40', endsMails: true }, base)).toEqual({
    sent_mail_retention_days: 40,
  });
  const limited = valuesOf({ ...settings, sent_mail_retention_days: 40 });
  expect(toChange({ ...limited, endsMails: false }, limited)).toEqual({
    sent_mail_retention_days: null,
  });
});

it.each(['29', '3651', '', '30 days', '1e3', '-40'])('%s is no number of days', (days) => {
  expect(faultsOf({ ...base, auditDays: days })).toHaveProperty('audit_retention_days');
  expect(faultsOf({ ...base, mailDays: days })).toEqual({});
  expect(faultsOf({ ...base, mailDays: days, endsMails: true })).toHaveProperty(
    'sent_mail_retention_days',
  );
});

it.each(['30', '3650', ' 365 '])('%s is', (days) =>
  expect(faultsOf({ ...base, auditDays: days })).toEqual({}),
);
