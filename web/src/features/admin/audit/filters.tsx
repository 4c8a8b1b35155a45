import { X } from 'lucide-react';
import { useState } from 'react';
import { Between } from '@/components/list/between';
import { Choice, Filters } from '@/components/list/filters';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { countChoices } from '@/lib/url-search';
import { useChoose } from '../use-choose';
import type { AuditSearch } from './search';
import { ACTIONS, TARGETS } from './words';

/** What narrows the audit log; who comes from a thing's page sees what was done to that thing. */
export function AuditFilters({ search }: { search: AuditSearch }) {
  const choose = useChoose<AuditSearch>();
  const [kind = '', one] = (search.target ?? '').split(':');
  return (
    <div className="mb-4 flex flex-col gap-3">
      <Filters
        search={{
          value: search.q ?? '',
          label: 'Search the changes',
          shortcut: 'Search the audit log',
          onChange: (q) => choose({ q }),
        }}
        count={countChoices(search)}
        className="md:grid-cols-3 lg:grid-cols-5"
      >
        <Choice label="Who">
          <Actor
            key={search.actor}
            value={search.actor ?? ''}
            onChange={(actor) => choose({ actor })}
          />
        </Choice>
        <Choice label="What was done">
          <Select
            value={search.action ?? ''}
            onChange={({ target }) => choose({ action: target.value })}
          >
            <option value="">Anything</option>
            {Object.entries(ACTIONS).map(([action, { choice }]) => (
              <option key={action} value={action}>
                {choice}
              </option>
            ))}
          </Select>
        </Choice>
        <Choice label="To what">
          <Select value={kind} onChange={({ target }) => choose({ target: target.value })}>
            <option value="">Anything</option>
            {Object.entries(TARGETS).map(([word, text]) => (
              <option key={word} value={word}>
                {text}
              </option>
            ))}
          </Select>
        </Choice>
        <Between
          labels={['From', 'To']}
          from={search.from}
          to={search.to}
          onFrom={(from) => choose({ from })}
          onTo={(to) => choose({ to })}
        />
      </Filters>
      {(one || search.meeting) && (
        <div className="flex flex-wrap gap-2">
          {one && (
            <Only text="Only what was done to one thing" onEnd={() => choose({ target: '' })} />
          )}
          {search.meeting && <Only text="Only one meeting" onEnd={() => choose({ meeting: '' })} />}
        </div>
      )}
    </div>
  );
}

function Only({ text, onEnd }: { text: string; onEnd: () => void }) {
  return (
    <Button size="small" onClick={onEnd}>
      {text} <X aria-label="Take this filter away" />
    </Button>
  );
}

const NOBODYS: [string, string][] = [
  ['server', 'The server'],
  ['command_line', 'Whoever runs the server'],
];

/** Looked for when it is whole: half an address is nobody's. */
function Actor({ value, onChange }: { value: string; onChange: (actor: string) => void }) {
  const [typed, setTyped] = useState(value);
  const settle = () => {
    if (typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <>
      <Input
        value={typed}
        list="audit-actors"
        placeholder="Address"
        autoComplete="off"
        onChange={({ target }) => setTyped(target.value)}
        onBlur={settle}
        onKeyDown={({ key }) => key === 'Enter' && settle()}
      />
      <datalist id="audit-actors">
        {NOBODYS.map(([word, text]) => (
          <option key={word} value={word}>
            {text}
          </option>
        ))}
      </datalist>
    </>
  );
}
