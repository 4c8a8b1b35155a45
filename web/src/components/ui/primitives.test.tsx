import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { useShortcut } from '@/lib/shortcuts';
import { renderPart } from '@/testing/render';
import { Button } from './button';
import { ConfirmDialog } from './confirm-dialog';
import { TimeInput } from './date-time-fields';
import { Field } from './field';
import { Form, text } from './form';
import { Input } from './input';
import { Status } from './status';
import { useToast } from './toast';
import { ZonePicker } from './zone-picker';

describe('Form', () => {
  const fields = (
    <>
      <Field label="Title" name="title" required>
        <Input />
      </Field>
      <Field label="People" name="participants" hint="One per line.">
        <Input />
      </Field>
      <Button type="submit">Save</Button>
    </>
  );

  test('puts messages beside their fields and the focus into the first', () => {
    const error = new Problem('invalid', {
      errors: { 'participants[1].email': ['Not an address.'], other: ['Odd.'] },
    });
    renderPart(
      <Form error={error} onSubmit={() => undefined}>
        {fields}
      </Form>,
    );
    const people = screen.getByRole('textbox', { name: /People/ });
    expect(people).toHaveFocus();
    expect(people).toBeInvalid();
    expect(people).toHaveAccessibleDescription('One per line. Not an address.');
    expect(screen.getByRole('textbox', { name: 'Title' })).not.toHaveAttribute('aria-invalid');
    expect(screen.getByRole('alert')).toHaveTextContent('other: Odd.');
  });

  test('takes a message away once its field changes', async () => {
    const error = new Problem('invalid', { errors: { title: ['Too long.'] } });
    const { user } = renderPart(
      <Form error={error} onSubmit={() => undefined}>
        {fields}
      </Form>,
    );
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: 'Title' }), 'x');
    expect(screen.queryByText('Too long.')).not.toBeInTheDocument();
  });

  test('hands over what was typed', async () => {
    const submitted = vi.fn();
    const { user } = renderPart(
      <Form onSubmit={(data) => submitted(text(data, 'title'))}>{fields}</Form>,
    );
    await user.type(screen.getByRole('textbox', { name: 'Title' }), 'Plan{Enter}');
    expect(submitted).toHaveBeenCalledWith('Plan');
  });
});

test('a busy button keeps its focus and does nothing', async () => {
  const click = vi.fn();
  const { user } = renderPart(
    <Button busy onClick={click}>
      Save
    </Button>,
  );
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(click).not.toHaveBeenCalled();
  expect(screen.getByRole('button')).toHaveFocus();
});

test('a question has its focus on the safe answer', async () => {
  const confirm = vi.fn();
  const { user } = renderPart(
    <ConfirmDialog
      open
      onOpenChange={() => undefined}
      title="Cancel “Planning”?"
      confirm="Cancel it"
      onConfirm={confirm}
    >
      2 people get a mail.
    </ConfirmDialog>,
  );
  const dialog = screen.getByRole('alertdialog', { name: 'Cancel “Planning”?' });
  expect(dialog).toHaveAccessibleDescription('2 people get a mail.');
  expect(within(dialog).getByRole('button', { name: 'Keep it' })).toHaveFocus();
  await user.click(within(dialog).getByRole('button', { name: 'Cancel it' }));
  expect(confirm).toHaveBeenCalledOnce();
});

function Mover({ undo }: { undo: () => void }) {
  const toast = useToast();
  return <Button onClick={() => toast({ text: 'Moved', undo })}>Move</Button>;
}

test('a toast offers to undo, once', async () => {
  const undo = vi.fn();
  const { user } = renderPart(<Mover undo={undo} />);
  await user.click(screen.getByRole('button', { name: 'Move' }));
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledOnce();
  expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
});

test('a zone is found by city and picked by keyboard', async () => {
  const change = vi.fn();
  const { user } = renderPart(
    <Field label="Time zone" name="time_zone" required>
      <ZonePicker value="Europe/Berlin" onChange={change} />
    </Field>,
  );
  await user.click(screen.getByRole('button', { name: /Time zone/ }));
  await user.type(screen.getByRole('combobox'), 'new york');
  expect(screen.getAllByRole('option')).toHaveLength(1);
  await user.keyboard('{Enter}');
  expect(change).toHaveBeenCalledWith('America/New_York');
});

function Clock() {
  const [time, setTime] = useState('09:00');
  return <TimeInput aria-label="Start" value={time} onChange={setTime} />;
}

test('a time is typed in any of its forms, or stepped', async () => {
  const { user } = renderPart(<Clock />);
  const field = screen.getByRole('textbox', { name: 'Start' });
  await user.clear(field);
  await user.type(field, '2pm');
  await user.tab();
  expect(field).toHaveValue('14:00');
  await user.type(field, '{ArrowUp}');
  expect(field).toHaveValue('14:15');
});

test('what is no time stays with its reason, and Enter saves nothing', async () => {
  const save = vi.fn();
  const { user } = renderPart(
    <Form onSubmit={save}>
      <Field label="Starts" name="start_time">
        <Clock />
      </Field>
      <button type="submit">Save</button>
    </Form>,
  );
  const field = screen.getByRole('textbox', { name: 'Start' });
  await user.clear(field);
  await user.type(field, '25:99{Enter}');
  expect(field).toHaveValue('25:99');
  expect(field).toBeInvalid();
  expect(screen.getByText('“25:99” isn’t a time. Try 14:30 or 2:30 pm.')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(save).not.toHaveBeenCalled();
  expect(field).toHaveFocus();
  await user.clear(field);
  await user.type(field, '2 pm');
  expect(screen.queryByText(/isn’t a time/)).toBeNull();
  await user.keyboard('{Enter}');
  expect(save).toHaveBeenCalledOnce();
  expect(field).toHaveValue('14:00');
});

test('every status has its word', () => {
  renderPart(
    <>
      <Status of="pending" />
      <Status of="clash" />
    </>,
  );
  expect(screen.getByText('No answer yet')).toBeVisible();
  expect(screen.getByText('Clash')).toBeVisible();
});

function Keys({ run, page }: { run: () => void; page?: () => void }) {
  useShortcut('c', 'New', run, { fallback: true });
  useShortcut('c', 'Copy', page ?? run, { enabled: page !== undefined });
  return <input aria-label="Title" />;
}

describe('shortcuts', () => {
  test('do nothing while one types', async () => {
    const run = vi.fn();
    renderPart(<Keys run={run} />);
    const user = userEvent.setup();
    await user.type(screen.getByRole('textbox'), 'c');
    expect(run).not.toHaveBeenCalled();
    await user.tab();
    await user.keyboard('c');
    expect(run).toHaveBeenCalledOnce();
  });

  test('of the page go before those of the frame', async () => {
    const run = vi.fn();
    const page = vi.fn();
    renderPart(<Keys run={run} page={page} />);
    await userEvent.setup().keyboard('c');
    expect(page).toHaveBeenCalledOnce();
    expect(run).not.toHaveBeenCalled();
  });
});
