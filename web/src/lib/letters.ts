import { decode } from 'punycode/punycode.es6.js';
import { setLetters } from './address';

/*
 * International domains for people to read. The API has them in ASCII (RFC 5890), by which addresses are
 * compared; here they get their own letters back. Loaded with the first one, or with what people type into.
 */

/** Each label in its own letters, where these cannot be taken for those of another domain. */
function domainText(domain: string): string {
  if (!/(^|\.)xn--/i.test(domain)) return domain;
  return domain.split('.').map(labelText).join('.');
}

/** Only what this browser too takes for the same domain. */
function labelText(label: string): string {
  if (!/^xn--/i.test(label)) return label;
  try {
    const text = decode(label.slice(4));
    const isSame = new URL(`http://${text}`).hostname === label.toLowerCase();
    return isSame && isUnambiguous(text) ? text : label;
  } catch {
    return label;
  }
}

/** Latin letters that are no "a" to "z" with marks and look like none of these. */
const LATIN = /^[a-zßæðøđħłŋœ0-9-]$/;

/** Scripts in use today but Latin; those of one row stand together in one word. */
const SCRIPTS = [
  'Han Hira Kana',
  'Han Hang',
  'Han Bopo',
  ...'Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hebr Knda Khmr Laoo Mlym Mymr'.split(' '),
  ...'Orya Sinh Taml Telu Thaa Thai Tibt'.split(' '),
].map((row) => {
  const scripts = row.split(' ').map((script) => `\\p{scx=${script}}`);
  return new RegExp(`^[${scripts.join('')}]+$`, 'u');
});

/** Characters of these scripts that are taken for an ASCII one. */
const LOOK_ALIKES = new Set(
  'ագզհղյոռսցւքօֆ' +
    'абгеорсухшёѓѕіїјћўџґғҫүұһҽҿӏӑӓӕӗӧөӯӱӳьпъѡѵԁԛԝ' +
    'ΐάήίΰαγηθινορσυϊϋόύκτω' +
    'თყሀዐፀ০৪৭०३૦૩೦០໐ടഠငတဝ၀ၚଠ๐' +
    'וטיןס۰۱۵۷اهھہۂۃە〇丅丫丶丿ノ',
);

/** The rule of `crates/domain/src/domain_name.rs`, whose tests have the same examples. */
function isUnambiguous(label: string): boolean {
  const letters = label.replace(/[0-9-]/g, '');
  if ([...letters].every(isPlainLatin)) return true;
  return (
    SCRIPTS.some((script) => script.test(letters)) &&
    [...letters].some((letter) => !LOOK_ALIKES.has(letter))
  );
}

function isPlainLatin(letter: string): boolean {
  return LATIN.test(letter) || /^[a-z]\p{M}+$/u.test(letter.normalize('NFD'));
}

setLetters(domainText);
