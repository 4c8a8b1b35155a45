import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Button } from '@/components/ui/button';
import { useToast } from '@/components/ui/toast';
import { renderPart } from '@/testing/render';
import { Beside, placeOf } from './beside';

function Page() {
  const [isOpen, setOpen] = useState(true);
  const toast = useToast();
  if (!isOpen) return <p>Closed</p>;
  return (
    <Beside
      aria-label="New meeting"
      side="right"
      place={placeOf(() => null)}
      onClose={() => setOpen(false)}
      returnFocus={() => undefined}
    >
      <Button onClick={() => toast({ text: 'Moved', undo: () => undefined })}>Move</Button>
    </Beside>
  );
}

it('closes by Esc, and a message that came later keeps its undo', async () => {
  const { user } = renderPart(<Page />);
  await user.click(screen.getByRole('button', { name: 'Move' }));
  expect(await screen.findByRole('button', { name: 'Undo' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Move' }));
  await user.keyboard('{Escape}');
  expect(await screen.findByText('Closed')).toBeVisible();
  expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(2);
  // Elsewhere the key takes the newest message away, as ever.
  await user.keyboard('{Escape}');
  expect(screen.getAllByRole('button', { name: 'Undo' })).toHaveLength(1);
});
