import { expect, it } from 'vitest';
import { parsePeople } from './people';

it('takes addresses as people paste them, each once', () => {
  expect(
    parsePeople('Ada <Ada@Example.com>, bob@example.com; ada@example.com\ncy@example.com'),
  ).toEqual({
    emails: ['ada@example.com', 'bob@example.com', 'cy@example.com'],
    fault: '',
  });
  expect(parsePeople('')).toEqual({ emails: [], fault: '' });
});

it('says what is no address', () => {
  expect(parsePeople('bob, cy@example.com')).toEqual({
    emails: ['cy@example.com'],
    fault: '“bob” is no e-mail address.',
  });
});
