import { describe, expect, it } from 'vitest';
import { joinUrl, linkParts } from './links';

describe('the join button', () => {
  it('is there for an address of the web alone, also one among words', () => {
    expect(joinUrl(' https://meet.example.org/x ')).toBe('https://meet.example.org/x');
    expect(joinUrl('Room 4, or http://meet.example.org/x.')).toBe('http://meet.example.org/x');
    for (const other of ['Room 4', 'javascript://meet.example.org/%0aalert(1)', 'ftp://x.org', ''])
      expect(joinUrl(other)).toBeNull();
  });
});

describe('links in a description', () => {
  it('are found without what ends the sentence', () => {
    expect(linkParts('See https://a.example/b?c=1, (www.d.example).')).toEqual([
      { text: 'See ' },
      { text: 'https://a.example/b?c=1', href: 'https://a.example/b?c=1' },
      { text: ', (' },
      { text: 'www.d.example', href: 'https://www.d.example/' },
      { text: ').' },
    ]);
    expect(linkParts('https://a.example/b_(c)')[0]?.text).toBe('https://a.example/b_(c)');
  });

  it('are never anything but web addresses', () => {
    const text = 'javascript:alert(1) data:text/html,x ftp://a.example <b>https</b>';
    expect(linkParts(text)).toEqual([{ text }]);
  });
});
