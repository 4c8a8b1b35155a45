import { expect, it } from 'vitest';
import { entryText } from './history-words';

const ada = { kind: 'user', id: 'a', email: 'ada@example.com', name: 'Ada Lovelace' } as const;
const about = (email: string) => [{ field: 'email', before: email, after: email }];

it.each([
  ['meeting.cancel', ada, [], 'Ada Lovelace cancelled the meeting'],
  ['participant.invite', ada, about('g@x.org'), 'Ada Lovelace invited g@x.org'],
  ['participant.answer', ada, about('ada@example.com'), 'Ada Lovelace answered'],
  ['participant.answer', ada, about('g@x.org'), 'Ada Lovelace answered for g@x.org'],
  ['meeting.transfer_offer', ada, about('g@x.org'), 'Ada Lovelace offered the meeting to g@x.org'],
  ['meeting.transfer_offer', ada, [], 'Ada Lovelace offered the meeting to another user'],
  [
    'meeting.hand_over',
    ada,
    [{ field: 'organiser', before: 'g@x.org', after: 'ada@example.com' }],
    'Ada Lovelace became the organiser',
  ],
  [
    'meeting.hand_over',
    ada,
    [{ field: 'organiser', before: 'ada@example.com', after: 'g@x.org' }],
    'Ada Lovelace made g@x.org the organiser',
  ],
  ['meeting.fold', ada, [], 'Ada Lovelace meeting.fold'],
  [
    'meeting.update',
    { kind: 'user', id: '0193b0a2-7c1e', email: null, name: null } as const,
    [],
    'A deleted account (0193b0a2) changed the meeting',
  ],
  [
    'meeting.update',
    { kind: 'command_line', id: null, email: null, name: null } as const,
    [],
    'Whoever runs the server changed the meeting',
  ],
])('%s', (action, by, changes, text) => expect(entryText({ action, by, changes })).toBe(text));
