import { describe, expect, it } from 'vitest';
import { faultyText, isAddress, parsePeople } from './people';

const ada = { email: 'ada@example.com', name: 'Ada Lovelace' };
const grace = { email: 'grace@example.com', name: '' };

describe('forms of people', () => {
  const john = { email: 'j@x.org', name: 'Doe, John' };
  const jane = { email: 'r@x.org', name: 'Roe, Jane' };
  const both = [
    { email: 'j@x.org', name: 'John' },
    { email: 'r@x.org', name: 'Jane' },
  ];
  const bare = [
    { email: 'j@x.org', name: '' },
    { email: 'r@x.org', name: '' },
  ];
  it.each([
    ['commas in names', 'Doe, John <j@x.org>, Roe, Jane <r@x.org>', [john, jane]],
    ['quoted names', '"Doe, John" <j@x.org>, "Roe, Jane" <r@x.org>', [john, jane]],
    ['escaped quotes', '"Doe, \\"John\\"" <j@x.org>', [{ ...john, name: 'Doe, "John"' }]],
    ['typographic quotes', '“Doe, John” <j@x.org>; „Roe, Jane“ <r@x.org>', [john, jane]],
    ['single quotes', "'Doe, John' <j@x.org>; ‘Roe, Jane’ <r@x.org>", [john, jane]],
    ['an open quote', '"Doe, John <j@x.org>', [john]],
    ['parentheses', 'John (j@x.org), Jane (r@x.org)', both],
    ['names in comments', 'j@x.org (John), r@x.org (Jane)', both],
    ['a remark in the name', 'John (Sales) <j@x.org>', [{ ...john, name: 'John (Sales)' }]],
    ['a row of a spreadsheet', 'Jane\tr@x.org', both.slice(1)],
    [
      'rows of three cells',
      'Doe\tJohn\tj@x.org\nJane\tr@x.org',
      [{ ...john, name: 'Doe John' }, both[1]],
    ],
    ['a name with a comma in a cell', 'Doe, John\tj@x.org\r\nRoe, Jane\tr@x.org', [john, jane]],
    ['rows that begin with the address', 'j@x.org\tJohn\nr@x.org\tJane', both],
    ['addresses in cells', 'j@x.org\tr@x.org', bare],
    ['names without brackets', 'John j@x.org, Jane r@x.org', both],
    ['names after addresses', 'j@x.org John; r@x.org Jane', both],
    ['a group', 'Team: John <j@x.org>, Jane <r@x.org>;', both],
    ['a quoted group', '"The team": j@x.org, r@x.org;', bare],
    ['an empty group', 'undisclosed-recipients:;', []],
    ['header names', 'To: j@x.org\nCc: r@x.org', bare],
    ['a folded header', 'To: John <j@x.org>,\r\n\tJane <r@x.org>', both],
    ['links', 'mailto:j@x.org, <mailto:r@x.org?subject=Hello%20you>', bare],
    ['a link with two', 'mailto:j@x.org,r@x.org', bare],
    ['links of Outlook', 'John [mailto:j@x.org]; Jane [mailto:r@x.org]', both],
    ['links of Markdown', '[John](mailto:j@x.org), [Jane](mailto:r@x.org)', both],
    ['addresses as names', '"j@x.org" <j@x.org>, r@x.org <r@x.org>', bare],
    ['brackets alone', '<j@x.org><r@x.org>', bare],
    ['no separator', 'John <j@x.org> Jane <r@x.org>', both],
    ['no blanks', 'John<j@x.org>,Jane<r@x.org>', both],
    ['a list', '- j@x.org\n• Jane <r@x.org>', [bare[0], both[1]]],
    ['numbers', '1. j@x.org\n2) r@x.org', bare],
    ['a sentence', 'j@x.org and r@x.org.', bare],
    ['full-width signs', 'John＜j＠x.org＞，Jane＜r@x.org＞；', both],
    ['unseen marks', '\u200bj@x.org\u00a0; \u202ar@x.org\u202c', bare],
    [
      'an apostrophe',
      "Pat O'Brien <p.o'brien@x.org>",
      [{ email: "p.o'brien@x.org", name: "Pat O'Brien" }],
    ],
    [
      'an international host',
      'user@Müller.example',
      [{ email: 'user@xn--mller-kva.example', name: '' }],
    ],
  ])('%s', (_form, text, people) => {
    expect(parsePeople(text)).toEqual({ people, faulty: [] });
  });

  it('name an international host once, in whatever form', () => {
    const typed = 'a@müller.example, a@MÜLLER.example, a@xn--mller-kva.example';
    expect(parsePeople(typed).people).toEqual([{ email: 'a@xn--mller-kva.example', name: '' }]);
    expect(
      parsePeople('a@xn--mller-kva.example', [{ email: 'a@müller.example', name: '' }]),
    ).toEqual({
      people: [],
      faulty: [],
    });
  });

  it('with other letters before the @ are refused with that reason', () => {
    const { people, faulty } = parsePeople('jörg@x.org, Jane <r@x.org>, ada@');
    expect(people).toEqual(both.slice(1));
    expect(faultyText(faulty)).toBe(
      '“ada@” isn’t a valid e-mail address. “jörg@x.org”: only ASCII characters can stand before the @.',
    );
  });

  it.each([
    ['bob, cy@x.org', ['bob']],
    ['r@x.org, Ada', ['Ada']],
    ['John <j@x>', ['John <j@x>']],
    ['a@x.org/path', ['a@x.org/path']],
    ['a@b:80', ['a@b:80']],
    ['a@x..org', ['a@x..org']],
    ['a@xn--a.example', ['a@xn--a.example']],
  ])('%s keeps what is no address', (text, faulty) => {
    expect(parsePeople(text).faulty).toEqual(faulty);
  });
});

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
      fault: '“bob” isn’t a valid e-mail address.',
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
    expect(faulty).toEqual(['ada@', 'Bob, "x <y@z>']);
    expect(faultyText(faulty.slice(0, 1))).toBe('“ada@” isn’t a valid e-mail address.');
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
