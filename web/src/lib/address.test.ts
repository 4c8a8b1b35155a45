import { describe, expect, it } from 'vitest';
import { addressText, domainText } from './address';
import './letters';
import { addressKey } from './people';

const keyOf = (domain: string) => addressKey(`a@${domain}`)?.slice(2) ?? '';

describe('an international domain', () => {
  it.each([
    'müller.example',
    'kræmer.example',
    'straße.example',
    'łódź.example',
    'việtnam.example',
    'пример.example',
    'παράδειγμα.example',
    '例え.テスト',
    '실례.example',
    'ドメイン.example',
    'שלום.example',
    'مثال.example',
    'उदाहरण.example',
    'ไทย.example',
    'пример-24.example',
  ])('%s is shown in its own letters', (domain) => {
    expect(keyOf(domain)).toMatch(/xn--/);
    expect(domainText(keyOf(domain))).toBe(domain);
  });

  it.each([
    'раypal.example',
    'аррӏе.example',
    'ӧӧ.example',
    'οοο.example',
    'օոս.example',
    'ıbm.example',
    'þaypal.example',
    'ɡoogle.example',
    'abc日本.example',
    'a\u0332b.example',
    '丶丿.example',
    '०.example',
  ])('%s, which imitates another, is shown in ASCII', (domain) => {
    expect(keyOf(domain)).toMatch(/xn--/);
    expect(domainText(keyOf(domain))).toBe(keyOf(domain));
  });

  it('is judged label by label', () => {
    expect(domainText(keyOf('аррӏе.müller.example'))).toBe('xn--80ak6aa92e.müller.example');
  });

  it('is shown as it is if it does not decode', () => {
    for (const kept of ['xn--a.example', 'xn--.example', 'xn--abc-'])
      expect(domainText(kept)).toBe(kept);
  });
});

describe('an address', () => {
  it.each([
    ['user@xn--mller-kva.example', 'user@müller.example'],
    ['ann@example.org', 'ann@example.org'],
    ['xn--mller-kva@example.org', 'xn--mller-kva@example.org'],
    ['Ada Lovelace', 'Ada Lovelace'],
    ['', ''],
  ])('%s is shown as %s', (email, shown) => {
    expect(addressText(email)).toBe(shown);
  });
});
