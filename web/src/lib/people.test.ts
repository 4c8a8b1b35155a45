import { describe, expect, it } from 'vitest';
import { faultyText, isAddress, parsePeople } from './people';

const ada = { email: 'ada@example.com', name: 'Ada Lovelace' };
const grace = { email: 'grace@example.com', name: '' };

describe('a pasted list of people', () => {
  it.each([
    ['commas', 'Ada Lovelace <ada@example.com>, grace@example.com'],
    ['semicolons', 'Ada Lovelace <Ada@Example.com>; grace@example.com;'],
    ['lines', '"Ada Lovelace" <ada@example.com>\r\n\n grace@example.com \n'],
    ['a mix', "'Ada Lovelace' <mailto:ada@example.com>,grace@example.com;\n"],
  ])('is read with %s between', (_with, text) => {
    expect(parsePeople(text)).toEqual({ people: [ada, grace], faulty: [] });
  });

  it('may have blanks alone between bare addresses', () => {
    expect(parsePeople('grace@example.com ada@example.com').people.map((one) => one.email)).toEqual(
      ['grace@example.com', 'ada@example.com'],
    );
  });

  it('takes each address once', () => {
    const typed = 'Ada <Ada@Example.com>, bob@example.com; ada@example.com\ncy@example.com';
    const { people, faulty } = parsePeople(typed);
    expect({ emails: people.map(({ email }) => email), faulty }).toEqual({
      emails: ['ada@example.com', 'bob@example.com', 'cy@example.com'],
      faulty: [],
    });
    expect(parsePeople('')).toEqual({ people: [], faulty: [] });
  });

  it('says what is no address beside those that are', () => {
    const { people, faulty } = parsePeople('bob, cy@example.com');
    expect({ emails: people.map(({ email }) => email), fault: faultyText(faulty) }).toEqual({
      emails: ['cy@example.com'],
      fault: '“bob” is no e-mail address.',
    });
  });

  it('keeps a comma that is part of a name', () => {
    expect(parsePeople('"Lovelace, Ada" <ada@example.com>, grace@example.com').people).toEqual([
      { ...ada, name: 'Lovelace, Ada' },
      grace,
    ]);
    expect(parsePeople('Lovelace, Ada <ada@example.com>; grace@example.com').people).toEqual([
      { ...ada, name: 'Lovelace, Ada' },
      grace,
    ]);
  });

  it('has each person once, with the name that one of the places gives', () => {
    const { people } = parsePeople(
      'ada@example.com, Ada Lovelace <ADA@example.com>, grace@example.com',
      [grace],
    );
    expect(people).toEqual([ada]);
  });

  it('tells what is no address, as it was typed', () => {
    const { people, faulty } = parsePeople('grace@example.com, ada@, Bob, "x <y@z>');
    expect(people).toEqual([grace]);
    expect(faulty).toEqual(['ada@', 'Bob', '"x <y@z>']);
    expect(faultyText(faulty.slice(0, 1))).toBe('“ada@” is no e-mail address.');
  });

  it('knows addresses as the server does', () => {
    const good = ['a@b.co', "o'brien+x@mail.example.org", 'a.b@xn--bcher-kva.example'];
    const bad = [
      'a@b',
      'a@1.2.3.4',
      'a..b@c.de',
      '.a@c.de',
      'a@-b.de',
      'a b@c.de',
      'ä@c.de',
      '@c.de',
    ];
    expect(good.filter(isAddress)).toEqual(good);
    expect(bad.filter(isAddress)).toEqual([]);
    expect(isAddress(`${'a'.repeat(65)}@b.co`)).toBe(false);
  });
});
