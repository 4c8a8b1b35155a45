import { describe, expect, it } from 'vitest';
import {
  countFilters,
  isSameSearch,
  meetingsSearch,
  presets,
  toFilters,
  withChange,
} from './search';

describe('the filters in the address', () => {
  it('takes what it understands and nothing else', () => {
    const typed = {
      q: ' plan ',
      status: 'cancelled',
      from: '2026-11-03',
      to: '2026-02-30x',
      role: 'king',
      answer: 'pending',
      order: 'title',
      page: 3,
      other: 'x',
    };
    expect(meetingsSearch(typed)).toEqual({
      q: 'plan',
      status: 'cancelled',
      from: '2026-11-03',
      answer: 'pending',
      order: 'title',
      page: 3,
    });
  });

  it('searches for a number, which an address gives as one', () => {
    expect(meetingsSearch({ q: 2026 }).q).toBe('2026');
  });

  it('leaves out what is the case anyway', () => {
    expect(meetingsSearch({ order: '-start_time', page: 1, q: '  ' })).toEqual({});
    expect(meetingsSearch({ page: 1.5 })).toEqual({});
  });

  it('asks the server by its own names', () => {
    const search = meetingsSearch({ q: 'plan', answer: 'declined', to: '2026-11-03', page: 2 });
    expect(toFilters(search)).toEqual({
      search: 'plan',
      my_status: 'declined',
      to_date: '2026-11-03',
      ordering: '-start_time',
      page: 2,
      page_size: 50,
    });
  });

  it('begins at the first page when a filter changes', () => {
    expect(withChange({ q: 'plan', page: 4 }, { status: 'scheduled' })).toEqual({
      q: 'plan',
      status: 'scheduled',
    });
    expect(withChange({ q: 'plan', status: 'scheduled' }, { status: undefined })).toEqual({
      q: 'plan',
    });
  });

  it('counts what narrows the list, not the words or the order', () => {
    expect(countFilters({ q: 'plan', order: 'title', from: '2026-11-03', role: 'organiser' })).toBe(
      2,
    );
  });

  it('knows which preset one looks at, on any of its pages', () => {
    const [all, coming] = presets(new Date('2026-11-24T23:30:00Z'), 'Europe/Berlin');
    expect(coming?.search.from).toBe('2026-11-25');
    expect(isSameSearch({ ...coming?.search, page: 2 }, coming?.search ?? {})).toBe(true);
    expect(isSameSearch(all?.search ?? {}, coming?.search ?? {})).toBe(false);
  });
});
