import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AuditEntry } from './queries';
import { ACTIONS, auditText } from './words';

const entry: AuditEntry = {
  id: 1,
  at: '2026-11-24T08:21:00Z',
  by: { kind: 'user', id: 'u1', email: 'ada@example.com', name: 'Ada Lovelace' },
  action: 'user.delete',
  target: { kind: 'user', id: 'u2', meeting: null },
  changes: [{ field: 'email', before: 'grace@example.com', after: null }],
  client: '192.0.2.7',
};

it('knows every action of the server', () => {
  const table = readFileSync('../crates/domain/src/audit/action.rs', 'utf8');
  const words = [...table.matchAll(/=> "([a-z_]+\.[a-z_]+)"/g)].map(([, word]) => word);
  expect(words.length).toBeGreaterThan(20);
  expect(Object.keys(ACTIONS).sort()).toEqual(words.sort());
});

it.each([
  [{}, 'Ada Lovelace deleted the account of grace@example.com'],
  [
    {
      action: 'role.create',
      target: { kind: 'role' as const, id: 'r1', meeting: null },
      changes: [{ field: 'name', before: null, after: 'Desk' }],
    },
    'Ada Lovelace made the role “Desk”',
  ],
  [
    {
      action: 'user.access',
      changes: [
        { field: 'email', before: 'grace@example.com', after: 'grace@example.com' },
        { field: 'is_staff', before: 'false', after: 'true' },
      ],
    },
    'Ada Lovelace changed the rights of grace@example.com',
  ],
  [{ action: 'user.update', changes: [] }, 'Ada Lovelace changed the account of somebody'],
  [
    { action: 'settings.update', target: { kind: 'settings' as const, id: null, meeting: null } },
    'Ada Lovelace changed the settings',
  ],
  [{ action: 'meeting.cancel' }, 'Ada Lovelace cancelled the meeting'],
  [{ action: 'user.praise' }, 'Ada Lovelace user.praise'],
  [
    { by: { kind: 'command_line' as const, id: null, email: null, name: null } },
    'Whoever runs the server deleted the account of grace@example.com',
  ],
])('%o', (more, text) => expect(auditText({ ...entry, ...more })).toBe(text));
